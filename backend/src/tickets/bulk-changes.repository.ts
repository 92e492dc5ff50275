import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource } from 'typeorm';
import { integer, jsonb, timestamptz } from '../database/columns.js';
import { ago, query, statement } from '../database/query.js';
import type { BulkChangeView } from './dto/bulk.dto.js';

const MAX_LISTED = 20;

const VIEW = {
  id: integer,
  changes: jsonb<Record<string, unknown>>(),
  tickets: integer,
  created_at: timestamptz,
};

@Injectable()
export class BulkChangesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A user's bulk changes of the last hours that are not undone, newest first. */
  listUndoable(userId: number, hours: number): Promise<BulkChangeView[]> {
    const undoable = sql`
      SELECT id, changes, jsonb_array_length(tickets) AS tickets, created_at FROM bulk_changes
      WHERE user_id = ${userId} AND undone_at IS NULL AND created_at > ${ago(hours, 'hours')}
      ORDER BY id DESC LIMIT ${sql.lit(MAX_LISTED)}`;
    return query(this.dataSource, statement(VIEW, undoable));
  }
}
