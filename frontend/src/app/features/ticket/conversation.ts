import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { TicketHistoryEntry, Message } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Session } from '../../core/session';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { MessageSubmission, Outbox, PendingMessage } from './outbox';
import { mergeTimeline } from './timeline';
import { UndoableReplies } from './undoable-replies';

/** Time after which a file that has no thumbnail is taken for one that gets none. */
const PROCESSING_MS = 60_000;
const REFRESH_MS = 3_000;

/** Messages and history of the open ticket. */
@Injectable()
export class Conversation {
  private readonly api = inject(TicketsApi);
  private readonly outbox = inject(Outbox);
  private readonly replies = inject(UndoableReplies);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly ticketId = signal(0);
  private readonly messages = signal<readonly Message[]>([]);
  private readonly history = signal<readonly TicketHistoryEntry[]>([]);
  private readonly historyCursor = signal<string | null>(null);
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;

  readonly loaded = signal(false);
  readonly problem = signal<ApiProblem | null>(null);
  readonly hasOlderHistory = computed(() => this.historyCursor() !== null);
  readonly timeline = computed(() => mergeTimeline(this.messages(), this.history()));
  readonly lastMessageId = computed(() => this.messages().at(-1)?.id ?? 0);
  /** Messages sent from this browser tab that are not yet on the server. */
  readonly pendingMessages = this.outbox.pendingFor(this.ticketId);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.refreshTimer));
  }

  async open(id: number): Promise<void> {
    this.ticketId.set(id);
    this.loaded.set(false);
    this.messages.set([]);
    this.history.set([]);
    await this.load();
  }

  /** Reloads messages and history. Responses for a previously open ticket are ignored. */
  async load(): Promise<void> {
    const id = this.ticketId();
    this.problem.set(null);
    try {
      const [messages, history] = await Promise.all([this.api.listMessages(id), this.api.listHistory(id)]);
      if (id !== this.ticketId()) return;
      this.messages.set(messages);
      this.outbox.removeDelivered(id, messages);
      const me = this.session.me()?.id;
      this.replies.offer(
        id,
        messages.filter(({ author }) => author.id === me),
      );
      this.history.set(history.results);
      this.historyCursor.set(history.next_cursor);
      this.loaded.set(true);
      this.refreshWhileProcessing(messages);
    } catch (error) {
      if (id !== this.ticketId()) return;
      this.problem.set(toApiProblem(error));
    }
  }

  /** Latest public message after this id that was not sent from this tab. */
  latestReplyAfter(id: number): Message | undefined {
    return this.messages().findLast(
      (message) => message.id > id && message.visibility === 'public' && !this.outbox.hasSent(message),
    );
  }
  /** Whether the author has sent this text after this message id, from any browser. */
  hasSent(body: string, author: number | undefined, after: number): boolean {
    return this.messages().some(
      (message) => message.id > after && message.author.id === author && message.body.trim() === body.trim(),
    );
  }

  async loadOlderHistory(): Promise<void> {
    const cursor = this.historyCursor();
    if (!cursor) return;
    try {
      const older = await this.api.listHistory(this.ticketId(), cursor);
      this.history.update((history) => [...history, ...older.results]);
      this.historyCursor.set(older.next_cursor);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load the history`, error, () => void this.loadOlderHistory());
    }
  }

  /** Shows the message as pending until it is sent. Resolves with null if sending failed. */
  send(submission: Omit<MessageSubmission, 'ticketId' | 'afterMessageId'>): Promise<Message | null> {
    const after = this.lastMessageId();
    return this.addWhenSent(
      this.outbox.send({ ...submission, ticketId: this.ticketId(), afterMessageId: after }),
    );
  }
  retry(pending: PendingMessage): Promise<Message | null> {
    return this.addWhenSent(this.outbox.retry(pending));
  }
  discard(pending: PendingMessage): void {
    this.outbox.giveUp(pending);
  }

  /** Reloads until the files of recent messages are scanned and have thumbnails, which no event announces. */
  private refreshWhileProcessing(messages: readonly Message[]): void {
    clearTimeout(this.refreshTimer);
    const since = Date.now() - PROCESSING_MS;
    const isProcessing = messages.some(
      ({ created_at, attachments }) =>
        Date.parse(created_at) > since &&
        attachments.some(
          ({ state, type, has_thumbnail }) =>
            state === 'scanning' || (state === 'available' && !has_thumbnail && type.startsWith('image/')),
        ),
    );
    if (isProcessing) this.refreshTimer = setTimeout(() => void this.load(), REFRESH_MS);
  }

  private async addWhenSent(sending: Promise<Message | null>): Promise<Message | null> {
    const id = this.ticketId();
    const message = await sending;
    if (message && id === this.ticketId()) {
      this.messages.update((all) => [...all.filter((existing) => existing.id !== message.id), message]);
      this.refreshWhileProcessing(this.messages());
    }
    return message;
  }
}
