import { Injectable } from '@nestjs/common';
import type { Caller } from '../identity/users/caller.js';
import { AttachmentsRepository } from './attachments/attachments.repository.js';
import { toAttachmentView } from './attachments/dto/attachments.dto.js';
import type { DraftedTicketList, MessageDraftInput, MessageDraftView } from './dto/message-drafts.dto.js';
import { MessageDraftsRepository, type StoredDraft } from './message-drafts.repository.js';
import { TicketActionForbidden, StaleDraft, TicketNotFound } from './tickets.errors.js';
import { can } from '../vocabulary/index.js';

/** Drafts of messages, one per user and ticket, visible only to their author. */
@Injectable()
export class MessageDraftsService {
  constructor(
    private readonly drafts: MessageDraftsRepository,
    private readonly attachments: AttachmentsRepository,
  ) {}

  /** Tickets on which the caller has a draft or a held reply. */
  async list(caller: Caller): Promise<DraftedTicketList> {
    return { results: await this.drafts.listTickets(caller) };
  }

  /**
   * Null if there is no draft.
   * @throws TicketNotFound
   */
  async get(ticketId: number, caller: Caller): Promise<MessageDraftView | null> {
    const draft = await this.drafts.find(ticketId, caller);
    if (draft === undefined) throw new TicketNotFound(ticketId);
    return draft && this.withAttachments(draft, caller);
  }

  /**
   * Replaces the caller's draft.
   * @throws TicketNotFound | TicketActionForbidden | StaleDraft
   */
  async put(
    ticketId: number,
    { replaces, ...input }: MessageDraftInput,
    caller: Caller,
  ): Promise<MessageDraftView> {
    const { body, visibility, other_body = null, after_message_id = null } = input;
    if ((visibility === 'internal' || other_body !== null) && !can(caller, 'messages.internal'))
      throw new TicketActionForbidden('Only agents can use internal notes.');
    const { attachment_ids = [], other_attachment_ids = [] } = input;
    const fields = { body, visibility, other_body, after_message_id, attachment_ids, other_attachment_ids };
    const draft = await this.drafts.put(ticketId, caller, fields, replaces);
    if (!draft) throw new StaleDraft(await this.get(ticketId, caller));
    return this.withAttachments(draft, caller);
  }

  async discard(ticketId: number, { id: userId }: Caller): Promise<void> {
    await this.drafts.remove(ticketId, userId);
  }

  private async withAttachments(
    { attachment_ids: ids, other_attachment_ids: otherIds, ...draft }: StoredDraft,
    caller: Caller,
  ): Promise<MessageDraftView> {
    const all = [...ids, ...otherIds];
    const unsent = all.length > 0 ? await this.attachments.findUnsent(all, caller.id) : [];
    const views = unsent.map((row) => toAttachmentView(row, can(caller, 'messages.internal')));
    return {
      ...draft,
      attachments: views.filter(({ id }) => ids.includes(id)),
      other_attachments: views.filter(({ id }) => otherIds.includes(id)),
    };
  }
}
