import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom, map, Observable } from 'rxjs';
import { Api } from '../api/api';
import { messagedraftsDiscard } from '../api/fn/tickets/messagedrafts-discard';
import { messagedraftsGet } from '../api/fn/tickets/messagedrafts-get';
import { messagedraftsList } from '../api/fn/tickets/messagedrafts-list';
import { messagedraftsPut } from '../api/fn/tickets/messagedrafts-put';
import { classificationClassify } from '../api/fn/tickets/classification-classify';
import { statsRead } from '../api/fn/tickets/stats-read';
import { ticketsAcceptTriage } from '../api/fn/tickets/tickets-accept-triage';
import { ticketsAddMessage } from '../api/fn/tickets/tickets-add-message';
import { ticketsResendMessage } from '../api/fn/tickets/tickets-resend-message';
import { ticketsBulk } from '../api/fn/tickets/tickets-bulk';
import { ticketsCreate } from '../api/fn/tickets/tickets-create';
import { ticketsDeleted } from '../api/fn/tickets/tickets-deleted';
import { ticketsGet } from '../api/fn/tickets/tickets-get';
import { ticketsHistory } from '../api/fn/tickets/tickets-history';
import { ticketsListBulk } from '../api/fn/tickets/tickets-list-bulk';
import { ticketsList } from '../api/fn/tickets/tickets-list';
import { ticketsMarkRead } from '../api/fn/tickets/tickets-mark-read';
import { ticketsMarkUnread } from '../api/fn/tickets/tickets-mark-unread';
import { ticketsMessages } from '../api/fn/tickets/tickets-messages';
import { ticketsRemove } from '../api/fn/tickets/tickets-remove';
import { ticketsReopen } from '../api/fn/tickets/tickets-reopen';
import { ticketsRestore } from '../api/fn/tickets/tickets-restore';
import { ticketsRetryTriage } from '../api/fn/tickets/tickets-retry-triage';
import { ticketsUndoBulk } from '../api/fn/tickets/tickets-undo-bulk';
import { ticketsUndoMessage } from '../api/fn/tickets/tickets-undo-message';
import { ticketsUndoTriage } from '../api/fn/tickets/tickets-undo-triage';
import { ticketsUpdate } from '../api/fn/tickets/tickets-update';
import { ticketviewersEnter } from '../api/fn/tickets/ticketviewers-enter';
import { ticketviewersLeave } from '../api/fn/tickets/ticketviewers-leave';
import { toApiProblem } from './api-problem';
import { MessageDraftInput, MessageDraftView } from '../api/models';
import {
  DeletedTicket,
  BulkChange,
  BulkChangeResult,
  TicketHistoryPage,
  Message,
  SavedDraft,
  MessageDraft,
  NewMessage,
  NewTicket,
  PresenceInput,
  Stats,
  Suggestion,
  Ticket,
  TicketChanges,
  TicketListQuery,
  TicketPage,
  Viewer,
} from './api-types';

function toSavedDraft(draft: MessageDraftView): SavedDraft {
  return {
    text: draft.body,
    visibility: draft.visibility,
    otherText: draft.other_body ?? '',
    afterMessageId: draft.after_message_id,
    attachments: draft.attachments,
    otherAttachments: draft.other_attachments,
    savedAt: draft.updated_at,
  };
}

/** Browsers limit keepalive requests to 64 KiB in total. */
const MAX_KEEPALIVE_LENGTH = 15_000;

/** API client for tickets, messages and drafts. */
@Injectable({ providedIn: 'root' })
export class TicketsApi {
  private readonly api = inject(Api);
  private readonly http = inject(HttpClient);
  /**
   * Last loaded state of up to 500 tickets, so that opening a ticket shows its text immediately.
   */
  private readonly cache = new Map<number, Ticket>();

  async list(query: TicketListQuery, page: { limit?: number; cursor?: string } = {}): Promise<TicketPage> {
    const response = await this.api.invoke(ticketsList, { ...query, ...page });
    response.results.forEach((ticket) => this.remember(ticket));
    return response;
  }
  async get(id: number): Promise<Ticket> {
    return this.remember(await this.api.invoke(ticketsGet, { id }));
  }
  cached(id: number): Ticket | null {
    return this.cache.get(id) ?? null;
  }
  create(ticket: NewTicket, idempotencyKey: string): Promise<Ticket> {
    return this.api.invoke(ticketsCreate, { body: ticket, 'Idempotency-Key': idempotencyKey });
  }
  async update(id: number, changes: TicketChanges, version: number): Promise<Ticket> {
    return this.remember(
      await this.api.invoke(ticketsUpdate, { id, body: changes, 'If-Match': `"${version}"` }),
    );
  }
  async delete(id: number): Promise<void> {
    await this.api.invoke(ticketsRemove, { id });
    this.cache.delete(id);
  }
  restore(id: number): Promise<Ticket> {
    return this.api.invoke(ticketsRestore, { id });
  }
  /** Returns an observable so that a newer text cancels the pending request. */
  classify(text: { title?: string; description: string }): Observable<Suggestion> {
    return classificationClassify(this.http, this.api.rootUrl, { body: text }).pipe(
      map((response) => response.body),
    );
  }
  /** Reopens the ticket; the only status change available to requesters. */
  async reopen(id: number): Promise<Ticket> {
    return this.remember(await this.api.invoke(ticketsReopen, { id }));
  }
  /**
   * Reports the user's presence on the ticket and returns the other viewers. Must be repeated while
   * the ticket is open.
   */
  async enterTicket(id: number, activity: PresenceInput): Promise<Viewer[]> {
    return (await this.api.invoke(ticketviewersEnter, { id, body: activity })).viewers;
  }
  /** Uses `keepalive` to outlive the page, which the generated client doesn't support. */
  async leaveTicket(id: number): Promise<void> {
    const path = ticketviewersLeave.PATH.replace('{id}', String(id));
    await firstValueFrom(this.http.delete(this.api.rootUrl + path, { keepalive: true }));
  }
  /** On an assigned ticket, only the assignee's read state counts. */
  async markRead(id: number): Promise<Ticket> {
    return this.remember(await this.api.invoke(ticketsMarkRead, { id }));
  }
  async markUnread(id: number): Promise<Ticket> {
    return this.remember(await this.api.invoke(ticketsMarkUnread, { id }));
  }
  async acceptSuggestion(id: number): Promise<Ticket> {
    return this.remember(await this.api.invoke(ticketsAcceptTriage, { id }));
  }
  /** Reverts the decision on the suggestion; rejected once it is final. */
  async undoDecision(id: number): Promise<Ticket> {
    return this.remember(await this.api.invoke(ticketsUndoTriage, { id }));
  }
  async retryTriage(id: number): Promise<Ticket> {
    return this.remember(await this.api.invoke(ticketsRetryTriage, { id }));
  }
  bulkUpdate(ids: number[], changes: TicketChanges): Promise<BulkChangeResult> {
    return this.api.invoke(ticketsBulk, { body: { ids, changes } });
  }
  async listDeleted(): Promise<DeletedTicket[]> {
    return (await this.api.invoke(ticketsDeleted)).results;
  }
  async listBulkChanges(): Promise<BulkChange[]> {
    return (await this.api.invoke(ticketsListBulk)).results;
  }
  undoBulkChange(id: number): Promise<BulkChangeResult> {
    return this.api.invoke(ticketsUndoBulk, { id });
  }
  async listHistory(id: number, cursor?: string): Promise<TicketHistoryPage> {
    return (await this.api.invoke(ticketsHistory, { id, cursor, limit: 50 })) as TicketHistoryPage;
  }
  /** Loads all pages of the conversation, oldest message first. */
  async listMessages(id: number): Promise<Message[]> {
    const messages: Message[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.api.invoke(ticketsMessages, { id, cursor, limit: 100 });
      messages.push(...page.results);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return messages;
  }
  addMessage(id: number, message: NewMessage, idempotencyKey: string): Promise<Message> {
    return this.api.invoke(ticketsAddMessage, { id, body: message, 'Idempotency-Key': idempotencyKey });
  }
  /** Mails a reply again to the recipients that it did not reach. */
  resendMessage(id: number, message: number): Promise<Message> {
    return this.api.invoke(ticketsResendMessage, { id, message });
  }
  /** Ids of the tickets with a draft of the user. */
  async listDraftTicketIds(): Promise<number[]> {
    return (await this.api.invoke(messagedraftsList)).results.map(({ ticket_id }) => ticket_id);
  }
  async getDraft(id: number): Promise<SavedDraft | null> {
    const draft = (await this.api.invoke(messagedraftsGet, { id })) as MessageDraftView | null;
    return draft && toSavedDraft(draft);
  }
  /**
   * Saves the draft if the stored version is still `replaces` (null: none), otherwise resolves with
   * the other draft. Uses `keepalive` to outlive the page, which the generated client doesn't
   * support.
   */
  async saveDraft(
    id: number,
    { text, visibility, afterMessageId, otherText, attachments, otherAttachments }: MessageDraft,
    replaces: string | null,
  ): Promise<{ savedAt: string } | { other: SavedDraft | null }> {
    const path = messagedraftsPut.PATH.replace('{id}', String(id));
    const draft: MessageDraftInput = {
      body: text,
      visibility,
      other_body: otherText || null,
      after_message_id: afterMessageId,
      attachment_ids: attachments.map(({ id }) => id),
      other_attachment_ids: otherAttachments.map(({ id }) => id),
      replaces,
    };
    const options = { keepalive: text.length + otherText.length < MAX_KEEPALIVE_LENGTH };
    try {
      const saved = await firstValueFrom(
        this.http.put<MessageDraftView>(this.api.rootUrl + path, draft, options),
      );
      return { savedAt: saved.updated_at };
    } catch (error) {
      const { status, members } = toApiProblem(error);
      if (status !== 412) throw error;
      const other = members['current'] as MessageDraftView | null;
      return { other: other && toSavedDraft(other) };
    }
  }
  async discardDraft(id: number): Promise<void> {
    await this.api.invoke(messagedraftsDiscard, { id });
  }
  undoReply(id: number, message: number): Promise<Message> {
    return this.api.invoke(ticketsUndoMessage, { id, message });
  }
  getStats(range: { from?: string; to?: string; team?: number[] } = {}): Promise<Stats> {
    return this.api.invoke(statsRead, range);
  }

  private remember(ticket: Ticket): Ticket {
    this.cache.delete(ticket.id);
    this.cache.set(ticket.id, ticket);
    if (this.cache.size > 500) this.cache.delete(this.cache.keys().next().value!);
    return ticket;
  }
}
