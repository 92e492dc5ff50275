import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { array, enumeration, integer, nullable, text, timestamptz } from '../database/columns.js';
import { and, execute, query, queryFirst, statement, type Sql } from '../database/query.js';
import type { Caller } from '../identity/users/caller.js';
import type { DraftedTicket } from './dto/message-drafts.dto.js';
import { visibilityConditions } from './ticket-visibility.js';
import { MessageDraft } from './message-draft.entity.js';
import type { Visibility } from './ticket-message.entity.js';

const MAX_LISTED = 200;

/** A draft with the ids of its attachments. */
export interface StoredDraft {
  body: string;
  visibility: Visibility;
  other_body: string | null;
  attachment_ids: number[];
  other_attachment_ids: number[];
  after_message_id: number | null;
  updated_at: Date;
}

const DRAFT = {
  body: text,
  visibility: enumeration('message_visibility'),
  other_body: nullable(text),
  attachment_ids: array(integer),
  other_attachment_ids: array(integer),
  after_message_id: nullable(integer),
  updated_at: timestamptz,
};

const DRAFT_OR_NULL = {
  ...DRAFT,
  body: nullable(text),
  visibility: nullable(DRAFT.visibility),
  attachment_ids: nullable(DRAFT.attachment_ids),
  other_attachment_ids: nullable(DRAFT.other_attachment_ids),
  updated_at: nullable(timestamptz),
};

@Injectable()
export class MessageDraftsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Tickets on which the author has a draft or a held reply. */
  listTickets(author: Caller): Promise<DraftedTicket[]> {
    const drafted = sql`
      SELECT d.ticket_id, max(d.updated_at) AS updated_at
      FROM (
        SELECT ticket_id, updated_at FROM message_drafts WHERE user_id = ${author.id}
        UNION ALL SELECT ticket_id, deliver_at FROM pending_messages WHERE author_id = ${author.id} AND held
      ) d JOIN tickets t ON t.id = d.ticket_id
      WHERE t.deleted_at IS NULL AND ${mayRead(author)}
      GROUP BY d.ticket_id ORDER BY max(d.updated_at) DESC LIMIT ${sql.lit(MAX_LISTED)}`;
    return query(this.dataSource, statement({ ticket_id: integer, updated_at: timestamptz }, drafted));
  }

  /** Null without a draft; undefined if the author may not read the ticket or there is none. */
  async find(ticketId: number, author: Caller): Promise<StoredDraft | null | undefined> {
    const draft = sql`
      SELECT d.body, d.visibility, d.other_body, d.attachment_ids, d.other_attachment_ids, d.after_message_id, d.updated_at
      FROM tickets t LEFT JOIN message_drafts d ON d.ticket_id = t.id AND d.user_id = ${author.id}
      WHERE t.id = ${ticketId} AND t.deleted_at IS NULL AND ${mayRead(author)}`;
    const row = await queryFirst(this.dataSource, statement(DRAFT_OR_NULL, draft));
    if (!row) return undefined;
    const { body, visibility, updated_at, ...rest } = row;
    if (body === null || visibility === null || updated_at === null) return null;
    const { attachment_ids, other_attachment_ids, ...others } = rest;
    const ids = { attachment_ids: attachment_ids ?? [], other_attachment_ids: other_attachment_ids ?? [] };
    return { body, visibility, updated_at, ...ids, ...others };
  }

  /**
   * Replaces the author's draft, if it is the one of the time `replaces` or has the same text; any draft if that is
   * undefined. Returns undefined if it was not replaced.
   */
  put(
    ticketId: number,
    author: Caller,
    {
      body,
      visibility,
      other_body,
      after_message_id,
      attachment_ids,
      other_attachment_ids,
    }: Omit<StoredDraft, 'updated_at'>,
    replaces: Date | null | undefined,
  ): Promise<StoredDraft | undefined> {
    const put = sql`
      INSERT INTO message_drafts (user_id, ticket_id, body, visibility, other_body, after_message_id, attachment_ids,
        other_attachment_ids)
      SELECT ${author.id}, t.id, ${body}, ${visibility}, ${other_body}, ${after_message_id},
        ${attachment_ids}::integer[], ${other_attachment_ids}::integer[] FROM tickets t
      WHERE t.id = ${ticketId} AND t.deleted_at IS NULL AND ${mayRead(author)}
      ON CONFLICT (user_id, ticket_id) DO UPDATE SET body = excluded.body, visibility = excluded.visibility,
        other_body = excluded.other_body, after_message_id = excluded.after_message_id,
        attachment_ids = excluded.attachment_ids, other_attachment_ids = excluded.other_attachment_ids, updated_at = now()
        WHERE ${replaces === undefined} OR message_drafts.updated_at = ${replaces}
          OR (message_drafts.body, message_drafts.visibility) = (excluded.body, excluded.visibility)
            AND message_drafts.other_body IS NOT DISTINCT FROM excluded.other_body
      RETURNING body, visibility, other_body, attachment_ids, other_attachment_ids, after_message_id, updated_at`;
    return queryFirst(this.dataSource, statement(DRAFT, put));
  }

  async remove(ticketId: number, userId: number): Promise<void> {
    await this.dataSource.getRepository(MessageDraft).delete({ userId, ticketId });
  }
}

/** Whether the author may read the ticket `t`. */
function mayRead(author: Caller): Sql {
  return and(visibilityConditions(author));
}

/**
 * Deletes the draft that was sent as this message, even if its last characters were not saved. A different draft is
 * kept, and so is the draft for the other visibility.
 */
export async function discardSentDraft(
  manager: EntityManager,
  { ticketId, userId, body }: Pick<MessageDraft, 'ticketId' | 'userId' | 'body'>,
): Promise<void> {
  const isSent = sql`user_id = ${userId} AND ticket_id = ${ticketId} AND starts_with(${body}, body)`;
  await execute(
    manager,
    statement({}, sql`DELETE FROM message_drafts WHERE ${isSent} AND other_body IS NULL`),
  );
  const keepOther = sql`
    UPDATE message_drafts SET body = other_body, other_body = NULL, after_message_id = NULL, updated_at = now(),
      attachment_ids = other_attachment_ids, other_attachment_ids = '{}',
      visibility = CASE visibility WHEN 'public' THEN 'internal' ELSE 'public' END::message_visibility
    WHERE ${isSent} AND other_body IS NOT NULL`;
  await execute(manager, statement({}, keepOther));
}
