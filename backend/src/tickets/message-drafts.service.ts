import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../identity/users/caller.js';
import type { DraftedTicketList, MessageDraftInput, MessageDraftView } from './dto/message-drafts.dto.js';
import { MessageDraft } from './message-draft.entity.js';
import { TicketActionForbidden, StaleDraft, TicketNotFound } from './tickets.errors.js';
import { can } from '../vocabulary/index.js';

const MAX_LISTED = 200;

/** Drafts of messages, one per user and ticket, visible only to their author. */
@Injectable()
export class MessageDraftsService {
  constructor(private readonly dataSource: DataSource) {}

  /** Tickets on which the caller has a draft or a held reply. */
  async list(caller: Caller): Promise<DraftedTicketList> {
    const results = await this.dataSource.query<DraftedTicketList['results']>(
      `SELECT d.ticket_id, max(d.updated_at) AS updated_at
       FROM (
         SELECT ticket_id, updated_at FROM message_drafts WHERE user_id = $1
         UNION ALL SELECT ticket_id, deliver_at FROM pending_messages WHERE author_id = $1 AND held
       ) d JOIN tickets t ON t.id = d.ticket_id
       WHERE t.deleted_at IS NULL AND ($2 OR t.requester_id = $1)
       GROUP BY d.ticket_id ORDER BY max(d.updated_at) DESC LIMIT ${MAX_LISTED}`,
      [caller.id, can(caller, 'tickets.readAll')],
    );
    return { results };
  }

  /**
   * Null if there is no draft.
   * @throws TicketNotFound
   */
  async get(ticketId: number, caller: Caller): Promise<MessageDraftView | null> {
    const [row] = await this.dataSource.query<(MessageDraftView | { body: null })[]>(
      `SELECT d.body, d.visibility, d.other_body, d.after_message_id, d.updated_at
       FROM tickets t LEFT JOIN message_drafts d ON d.ticket_id = t.id AND d.user_id = $2
       WHERE t.id = $1 AND t.deleted_at IS NULL AND ($3 OR t.requester_id = $2)`,
      [ticketId, caller.id, can(caller, 'tickets.readAll')],
    );
    if (!row) throw new TicketNotFound(ticketId);
    return row.body === null ? null : row;
  }

  /**
   * Replaces the caller's draft.
   * @throws TicketNotFound | TicketActionForbidden | StaleDraft
   */
  async put(
    ticketId: number,
    { body, visibility, other_body = null, after_message_id = null, replaces }: MessageDraftInput,
    caller: Caller,
  ): Promise<MessageDraftView> {
    const readsAll = can(caller, 'tickets.readAll');
    if ((visibility === 'internal' || other_body !== null) && !can(caller, 'messages.internal'))
      throw new TicketActionForbidden('Only agents can use internal notes.');
    const [draft] = await this.dataSource.query<MessageDraftView[]>(
      `INSERT INTO message_drafts (user_id, ticket_id, body, visibility, other_body, after_message_id)
       SELECT $2, t.id, $4, $5, $6, $7 FROM tickets t
       WHERE t.id = $1 AND t.deleted_at IS NULL AND ($3 OR t.requester_id = $2)
       ON CONFLICT (user_id, ticket_id) DO UPDATE SET body = excluded.body, visibility = excluded.visibility,
         other_body = excluded.other_body, after_message_id = excluded.after_message_id, updated_at = now()
         WHERE $8 OR message_drafts.updated_at = $9
           OR (message_drafts.body, message_drafts.visibility) = (excluded.body, excluded.visibility)
             AND message_drafts.other_body IS NOT DISTINCT FROM excluded.other_body
       RETURNING body, visibility, other_body, after_message_id, updated_at`,
      [
        ...[ticketId, caller.id, readsAll, body, visibility, other_body, after_message_id],
        ...[replaces === undefined, replaces],
      ],
    );
    if (!draft) throw new StaleDraft(await this.get(ticketId, caller));
    return draft;
  }

  async discard(ticketId: number, { id: userId }: Caller): Promise<void> {
    await this.dataSource.getRepository(MessageDraft).delete({ userId, ticketId });
  }
}

/**
 * Deletes the draft that was sent as this message, even if its last characters were not saved. A different draft is
 * kept, and so is the draft for the other visibility.
 */
export async function discardSentDraft(
  manager: EntityManager,
  { ticketId, userId, body }: Pick<MessageDraft, 'ticketId' | 'userId' | 'body'>,
): Promise<void> {
  const sent = [userId, ticketId, body];
  await manager.query(
    `DELETE FROM message_drafts WHERE user_id = $1 AND ticket_id = $2 AND starts_with($3, body) AND other_body IS NULL`,
    sent,
  );
  await manager.query(
    `UPDATE message_drafts SET body = other_body, other_body = NULL, after_message_id = NULL, updated_at = now(),
       visibility = CASE visibility WHEN 'public' THEN 'internal' ELSE 'public' END::message_visibility
     WHERE user_id = $1 AND ticket_id = $2 AND starts_with($3, body) AND other_body IS NOT NULL`,
    sent,
  );
}
