import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { integer } from '../database/columns.js';
import { db, query, statement } from '../database/query.js';

/** Finds tickets whose time has come and locks them. Concurrent processes skip each other's tickets. */
@Injectable()
export class TicketDeadlinesRepository {
  /** Ids of tickets whose snooze is over, the earliest first. */
  async lockReturning(manager: EntityManager, limit: number): Promise<number[]> {
    const returning = db
      .selectFrom('tickets')
      .select('id')
      .where('snoozed_until', '<=', sql<Date>`now()`)
      .where('deleted_at', 'is', null)
      .orderBy('snoozed_until')
      .orderBy('id')
      .limit(limit)
      .forUpdate()
      .skipLocked();
    return (await query(manager, returning)).map(({ id }) => id);
  }

  /** Ids of tickets that have been resolved for as many days as their team waits before it closes them. */
  async lockClosable(manager: EntityManager, limit: number): Promise<number[]> {
    const closable = sql`
      SELECT t.id FROM teams
      CROSS JOIN LATERAL (
        SELECT id FROM tickets
        WHERE team_id = teams.id AND status = 'resolved' AND deleted_at IS NULL
          AND resolved_at <= now() - make_interval(days => teams.auto_close_days)
        ORDER BY resolved_at, id LIMIT ${sql.lit(limit)} FOR UPDATE SKIP LOCKED
      ) t
      WHERE teams.auto_close_days IS NOT NULL`;
    return (await query(manager, statement({ id: integer }, closable))).map(({ id }) => id);
  }
}
