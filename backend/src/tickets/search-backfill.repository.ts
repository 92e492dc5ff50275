import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { integer, textOf } from '../database/columns.js';
import { db, execute, query, queryFirst, statement } from '../database/query.js';

const WORDS = {
  tickets: sql<string>`ticket_search_words(title, description, requester_name, requester_email, tags)`,
  ticket_messages: sql<string>`search_words(body)`,
};

export type SearchedTable = keyof typeof WORDS;

/** Tables whose rows have search words of an earlier version, with the last id that has not been derived again. */
@Injectable()
export class SearchBackfillRepository {
  constructor(private readonly dataSource: DataSource) {}

  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.dataSource.transaction(work);
  }

  /** Locks the progress of a table until the transaction ends, unless another process has locked it. */
  async lockNext(manager: EntityManager): Promise<{ table: SearchedTable; nextId: number } | undefined> {
    const next = sql`
      SELECT searched AS table, next_id AS "nextId" FROM search_backfill ORDER BY searched DESC LIMIT 1
      FOR UPDATE SKIP LOCKED`;
    const columns = { table: textOf<SearchedTable>(), nextId: integer };
    return queryFirst(manager, statement(columns, next));
  }

  async isDone(manager: EntityManager): Promise<boolean> {
    return (await query(manager, db.selectFrom('search_backfill').select('searched'))).length === 0;
  }

  /** Locks the next rows of a table, newest first, and returns their ids in ascending order. */
  async lockRows(
    manager: EntityManager,
    table: SearchedTable,
    nextId: number,
    limit: number,
  ): Promise<number[]> {
    const newest = db
      .selectFrom(table)
      .select('id')
      .where('id', '<=', nextId)
      .orderBy('id', 'desc')
      .limit(limit);
    const rows = db.selectFrom(table).select('id').where('id', 'in', newest).orderBy('id').forNoKeyUpdate();
    return (await query(manager, rows)).map(({ id }) => id);
  }

  async deriveWords(manager: EntityManager, table: SearchedTable, ids: number[]): Promise<void> {
    const isOneOf = sql<boolean>`id = ANY (${ids})`;
    await execute(manager, db.updateTable(table).set({ search_vector: WORDS[table] }).where(isOneOf));
  }

  async setNextId(manager: EntityManager, table: SearchedTable, nextId: number): Promise<void> {
    const progress = db.updateTable('search_backfill').set({ next_id: nextId });
    await execute(manager, progress.where('searched', '=', table));
  }

  async remove(manager: EntityManager, table: SearchedTable): Promise<void> {
    await execute(manager, db.deleteFrom('search_backfill').where('searched', '=', table));
  }
}
