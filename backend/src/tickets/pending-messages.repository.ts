import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { fromNow, db, execute, query, queryOne } from '../database/query.js';
import type { PendingMessage } from './pending-message.entity.js';

/** Replies that can still be undone, and their delivery. */
@Injectable()
export class PendingMessagesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Replies whose undo period is over, oldest first. */
  findDue(limit: number): Promise<Pick<PendingMessage, 'id' | 'ticketId'>[]> {
    const due = db
      .selectFrom('pending_messages')
      .select(['id', 'ticket_id as ticketId'])
      .where('deliver_at', '<=', sql<Date>`now()`)
      .where('held', '=', false)
      .orderBy('deliver_at')
      .orderBy('id')
      .limit(limit);
    return query(this.dataSource, due);
  }

  async postpone(id: number, seconds: number): Promise<void> {
    const postponed = { deliver_at: fromNow(seconds, 'secs') };
    await execute(this.dataSource, db.updateTable('pending_messages').set(postponed).where('id', '=', id));
  }

  /** Stores a reply under the id that it will have as a message. */
  async insert(
    manager: EntityManager,
    reply: Pick<
      PendingMessage,
      | ('ticketId' | 'authorId' | 'body' | 'resolve' | 'wait' | 'requesterId' | 'requesterEmail' | 'held')
      | ('changes' | 'recipients')
    >,
    undoSeconds: number,
  ): Promise<Pick<PendingMessage, 'id' | 'createdAt' | 'deliverAt'>> {
    const insert = db
      .insertInto('pending_messages')
      .values({
        id: sql<number>`nextval(pg_get_serial_sequence('ticket_messages', 'id'))`,
        ticket_id: reply.ticketId,
        author_id: reply.authorId,
        body: reply.body,
        resolve: reply.resolve,
        wait: reply.wait,
        deliver_at: fromNow(undoSeconds, 'secs'),
        requester_id: reply.requesterId,
        requester_email: reply.requesterEmail,
        held: reply.held,
        changes: JSON.stringify(reply.changes),
        recipients: reply.recipients && JSON.stringify(reply.recipients),
      })
      .returning(['id', 'created_at as createdAt', 'deliver_at as deliverAt']);
    return queryOne(manager, insert);
  }

  /** Stores a delivered reply as a message with its id. */
  async deliver(
    manager: EntityManager,
    { id, ticketId, authorId, body }: Pick<PendingMessage, 'id' | 'ticketId' | 'authorId' | 'body'>,
  ): Promise<void> {
    const deliver = db
      .insertInto('ticket_messages')
      .values({ id, ticket_id: ticketId, author_id: authorId, body, visibility: 'public' });
    await execute(manager, deliver);
  }

  /** Whether the author has written to the ticket after the message. */
  async hasWrittenSince(
    manager: EntityManager,
    { ticketId, authorId, messageId }: { ticketId: number; authorId: number; messageId: number },
  ): Promise<boolean> {
    const later = db
      .selectFrom('ticket_messages')
      .select('id')
      .where('ticket_id', '=', ticketId)
      .where('id', '>', messageId)
      .where('author_id', '=', authorId);
    const answered = db.selectNoFrom(({ exists }) => exists(later).as('answered'));
    return Boolean((await queryOne(manager, answered)).answered);
  }
}
