import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, MoreThan, Not, type EntityManager } from 'typeorm';
import { db, execute, queryFirst } from '../database/query.js';
import { TicketViewer } from './ticket-viewer.entity.js';

export type Presence = Pick<TicketViewer, 'seenAt' | 'editing' | 'replying'>;

@Injectable()
export class TicketViewersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The last report of a user's presence on a ticket. */
  find(manager: EntityManager, ticketId: number, userId: number): Promise<Presence | undefined> {
    const presence = db
      .selectFrom('ticket_viewers')
      .select(['seen_at as seenAt', 'editing', 'replying'])
      .where('ticket_id', '=', ticketId)
      .where('user_id', '=', userId);
    return queryFirst(manager, presence);
  }

  /** Records a user's presence on a ticket, which begins now if it is new. */
  async report(
    manager: EntityManager,
    {
      ticketId,
      userId,
      editing,
      replying,
    }: Pick<TicketViewer, 'ticketId' | 'userId' | 'editing' | 'replying'>,
    isNew: boolean,
  ): Promise<void> {
    const report = db
      .insertInto('ticket_viewers')
      .values({ ticket_id: ticketId, user_id: userId, editing, replying })
      .onConflict((conflict) =>
        conflict.columns(['ticket_id', 'user_id']).doUpdateSet(({ ref }) => ({
          editing: ref('excluded.editing'),
          replying: ref('excluded.replying'),
          seen_at: sql<Date>`now()`,
          since: isNew ? sql<Date>`now()` : ref('ticket_viewers.since'),
        })),
      );
    await execute(manager, report);
  }

  /** @returns the ticket's team; undefined if the user was not present */
  async remove(ticketId: number, userId: number): Promise<number | undefined> {
    const removed = db
      .deleteFrom('ticket_viewers as v')
      .using('tickets as t')
      .where('v.ticket_id', '=', ticketId)
      .where('v.user_id', '=', userId)
      .whereRef('t.id', '=', 'v.ticket_id')
      .returning('t.team_id');
    return (await queryFirst(this.dataSource, removed))?.team_id;
  }

  /** Viewers of a ticket other than the user who were seen since the given time, the earliest first. */
  findOthers(ticketId: number, userId: number, since: Date): Promise<TicketViewer[]> {
    return this.dataSource.getRepository(TicketViewer).find({
      where: { ticketId, userId: Not(userId), seenAt: MoreThan(since) },
      relations: { user: true },
      order: { since: 'ASC' },
    });
  }
}
