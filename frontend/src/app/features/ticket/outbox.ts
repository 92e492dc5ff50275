import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Attachment, Message, MessageChanges, MessageDraft } from '../../core/api-types';
import { onConnected } from '../../core/connection';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { MessageDrafts } from '../../core/message-drafts';
import { Session } from '../../core/session';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { randomId } from '../../core/random-id';
import { TicketEditor } from '../../shared/ticket-editor';
import { UndoableReplies } from './undoable-replies';

/** A message that is being sent or has failed. */
export interface PendingMessage {
  key: string;
  ticketId: number;
  body: string;
  attachments: readonly Attachment[];
  visibility: Message['visibility'];
  /** Whether to resolve the ticket with the message. */
  resolve: boolean;
  /** Whether the ticket waits for its requester once the message is delivered. */
  wait?: boolean;
  /** Addresses that get a copy by mail. */
  cc?: readonly string[];
  /** Further changes of the ticket, made when the message is delivered. */
  changes?: MessageChanges;
  /** Undo period in seconds; 0 for notes, which only agents see. */
  undoSeconds: number;
  /**
   * Last message id known when sending. A later message of the user with the same text is this one.
   */
  afterMessageId: number;
  /** Account and name of the requester of a public reply. */
  to: { id: number | null; name: string | null } | null;
  /** `waiting`: sent once the service is reachable. */
  state: 'sending' | 'waiting' | 'failed';
  reason: string;
}
export type MessageSubmission = Omit<PendingMessage, 'key' | 'state' | 'reason'>;

const STORAGE_KEY = 'ticketiq.draft.outbox';
const RETRY_AFTER_MS = 10_000;
/** Status codes of a lost connection or a restarting service. */
const UNREACHABLE = [0, 502, 503, 504];

/** Messages not confirmed by the server. Survives navigation and a reload. */
@Injectable({ providedIn: 'root' })
export class Outbox {
  private readonly api = inject(TicketsApi);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly drafts = inject(MessageDrafts);
  private readonly editor = inject(TicketEditor);
  private readonly replies = inject(UndoableReplies);
  private readonly pending = signal<readonly PendingMessage[]>(readStored());
  /** Sends messages sequentially to preserve their order. */
  private queue: Promise<unknown> = Promise.resolve();
  private readonly sentHere = new Set<number>();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    for (const { state, ticketId } of this.pending())
      if (state === 'waiting') this.drafts.markSending(ticketId);
    onConnected(() => this.sendWaiting());
    inject(DestroyRef).onDestroy(() => clearTimeout(this.retryTimer));
  }

  pendingFor(ticketId: () => number) {
    return computed(() => this.pending().filter((message) => message.ticketId === ticketId()));
  }

  /** Whether the message was sent from this tab. */
  hasSent({ id }: Message): boolean {
    return this.sentHere.has(id);
  }
  /**
   * Resolves with the sent message, or with null if it failed. Failed messages stay in the outbox.
   */
  send(submission: MessageSubmission): Promise<Message | null> {
    const pending: PendingMessage = { ...submission, key: randomId(), state: 'sending', reason: '' };
    this.store([...this.pending(), pending]);
    return this.enqueue(pending);
  }
  async retry(pending: PendingMessage): Promise<Message | null> {
    this.update(pending.key, { state: 'sending', reason: '' });
    return (await this.findDelivered(pending)) ?? this.enqueue(pending);
  }
  /** Removes the message, which its author continues to edit. */
  giveUp(pending: PendingMessage): void {
    this.remove(pending.key);
    if (pending.state === 'waiting') this.drafts.markFailed(pending.ticketId, draftOf(pending));
  }
  private remove(key: string): void {
    this.store(this.pending().filter((message) => message.key !== key));
  }
  /** Removes messages that are part of the loaded conversation. */
  removeDelivered(ticketId: number, messages: readonly Message[]): void {
    for (const message of this.pending()) {
      if (message.ticketId !== ticketId || message.state === 'sending' || !this.findMatch(message, messages))
        continue;
      this.remove(message.key);
      if (message.state === 'waiting') this.drafts.markSent(ticketId);
    }
  }

  /** Resolves the ticket of a message sent after another ticket was opened. */
  async resolve(id: number): Promise<void> {
    try {
      await this.editor.update(await this.api.get(id), { status: 'resolved' });
    } catch (error) {
      this.toasts.showError($localize`Couldn’t resolve #${id}:id:`, error, () => void this.resolve(id));
    }
  }

  private sendWaiting(): void {
    clearTimeout(this.retryTimer);
    for (const message of this.pending()) if (message.state === 'waiting') void this.sendLater(message);
  }
  private async sendLater(pending: PendingMessage): Promise<void> {
    const message = await this.retry(pending);
    if (!message) return;
    const { ticketId, resolve, wait, to } = pending;
    if (message.undo_until) this.replies.announce(ticketId, message, { to: to?.name ?? null, resolve, wait });
    else if (resolve && !message.held) await this.resolve(ticketId);
  }
  private enqueue(pending: PendingMessage): Promise<Message | null> {
    this.drafts.markSending(pending.ticketId);
    const sent = this.queue.then(() => this.deliver(pending));
    this.queue = sent;
    return sent;
  }
  private async deliver(pending: PendingMessage): Promise<Message | null> {
    const message = await this.post(pending);
    if (message) {
      this.sentHere.add(message.id);
      this.drafts.markSent(pending.ticketId);
    } else if (!this.isWaiting(pending)) this.drafts.markFailed(pending.ticketId, draftOf(pending));
    return message;
  }
  private async post(pending: PendingMessage): Promise<Message | null> {
    const { key, ticketId, body, attachments, visibility, undoSeconds, wait, changes, to, cc } = pending;
    // Within the undo period, message and status are undone together.
    const resolve = pending.resolve && undoSeconds > 0;
    try {
      const requester = to && { requester_id: to.id };
      const message = await this.api.addMessage(
        ticketId,
        {
          body,
          visibility,
          resolve,
          undo_seconds: undoSeconds,
          attachment_ids: attachments.map(({ id }) => id),
          ...(wait && { wait }),
          ...(changes && { changes }),
          ...(cc?.length && { cc: [...cc] }),
          ...requester,
        },
        key,
      );
      this.remove(key);
      return message;
    } catch (error) {
      const problem = toApiProblem(error);
      const delivered = problem.status > 0 ? null : await this.findDelivered(pending);
      if (!delivered) this.markFailed(pending, problem);
      return delivered;
    }
  }
  /**
   * Searches the conversation, because a message may have been sent although its response was lost.
   */
  private async findDelivered(pending: PendingMessage): Promise<Message | null> {
    try {
      const found = this.findMatch(pending, await this.api.listMessages(pending.ticketId));
      if (found) this.remove(pending.key);
      return found ?? null;
    } catch {
      return null;
    }
  }
  private isWaiting({ key }: PendingMessage): boolean {
    return this.pending().some((message) => message.key === key && message.state === 'waiting');
  }
  private markFailed({ key, ticketId }: PendingMessage, problem: ApiProblem): void {
    if (UNREACHABLE.includes(problem.status)) {
      this.update(key, { state: 'waiting', reason: '' });
      clearTimeout(this.retryTimer);
      this.retryTimer = setTimeout(() => this.sendWaiting(), RETRY_AFTER_MS);
      return;
    }
    this.update(key, { state: 'failed', reason: problem.detail || problem.title });
    this.toasts.showError(
      $localize`Message on #${ticketId}:id: not sent. It’s saved on the ticket.`,
      problem,
    );
  }
  private findMatch(pending: PendingMessage, messages: readonly Message[]): Message | undefined {
    const me = this.session.me()?.id;
    return messages.find(
      ({ id, author, body, visibility }) =>
        id > pending.afterMessageId &&
        author.id === me &&
        visibility === pending.visibility &&
        body.trim() === pending.body.trim(),
    );
  }
  private update(key: string, change: Partial<PendingMessage>): void {
    this.store(this.pending().map((message) => (message.key === key ? { ...message, ...change } : message)));
  }
  private store(messages: readonly PendingMessage[]): void {
    this.pending.set(messages);
    // Written synchronously, because the page may be reloaded before the effect runs.
    if (messages.length) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(messages));
    else sessionStorage.removeItem(STORAGE_KEY);
  }
}

function draftOf({ body, visibility, afterMessageId, attachments }: PendingMessage): MessageDraft {
  return { text: body, visibility, afterMessageId, otherText: '', attachments, otherAttachments: [] };
}

/**
 * A message that was being sent during a reload is marked as failed. Loading the conversation
 * removes it if it was delivered.
 */
function readStored(): PendingMessage[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]') as PendingMessage[];
    const reason = $localize`The page was closed before sending finished.`;
    return stored.map((message) => ({
      ...message,
      // Stored by an earlier version.
      attachments: message.attachments ?? [],
      ...(message.state === 'sending' && { state: 'failed', reason }),
    }));
  } catch {
    return [];
  }
}
