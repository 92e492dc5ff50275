import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Message, MessageDraft } from '../../core/api-types';
import { whenConnected } from '../../core/connection';
import { Problem, toProblem } from '../../core/problem';
import { MessageDrafts } from '../../core/message-drafts';
import { Session } from '../../core/session';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { uniqueKey } from '../../core/unique-key';
import { TicketEditor } from '../../shared/ticket-editor';
import { UndoableReplies } from './undoable-replies';

/** A message that is on its way, or did not get through. */
export interface Outgoing {
  key: string;
  ticketId: number;
  body: string;
  visibility: Message['visibility'];
  /** Whether the ticket is to be resolved with it. */
  resolve: boolean;
  /** For how long it can be undone; 0 for a note, which only agents see. */
  undoSeconds: number;
  /** The last message that was known when it was sent: one of ours after it, with the same text, is this one. */
  after: number;
  /** Of a public reply, the account and the name of the requester whom it is for. */
  to: { id: number | null; name: string | null } | null;
  /** waiting: it is sent once the service can be reached. */
  state: 'sending' | 'waiting' | 'failed';
  reason: string;
}
export type Letter = Omit<Outgoing, 'key' | 'state' | 'reason'>;

const STORED_AS = 'ticketiq.draft.outbox';
const RETRY_AFTER_MS = 10_000;
/** Of a connection that is lost, or a service that restarts. */
const UNREACHABLE = [0, 502, 503, 504];

/** What was sent and is not known to be on the server. It outlives the page that it was written on, and a reload. */
@Injectable({ providedIn: 'root' })
export class Outbox {
  private readonly api = inject(TicketsApi);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly drafts = inject(MessageDrafts);
  private readonly editor = inject(TicketEditor);
  private readonly replies = inject(UndoableReplies);
  private readonly letters = signal<readonly Outgoing[]>(read());
  /** One after another, so that they arrive in the order in which they were written. */
  private underWay: Promise<unknown> = Promise.resolve();
  private readonly sentHere = new Set<number>();
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    for (const { state, ticketId } of this.letters())
      if (state === 'waiting') this.drafts.isSending(ticketId);
    whenConnected(() => this.sendWaiting());
    inject(DestroyRef).onDestroy(() => clearTimeout(this.retry));
  }

  of(ticketId: () => number) {
    return computed(() => this.letters().filter((each) => each.ticketId === ticketId()));
  }

  /** Whether the message was sent from this tab. */
  hasSent({ id }: Message): boolean {
    return this.sentHere.has(id);
  }
  /** The message once it is on the server; null where it is not: it then stays here, and says why. */
  send(letter: Letter): Promise<Message | null> {
    const outgoing: Outgoing = { ...letter, key: uniqueKey(), state: 'sending', reason: '' };
    this.keep([...this.letters(), outgoing]);
    return this.inTurn(outgoing);
  }
  async again(outgoing: Outgoing): Promise<Message | null> {
    this.change(outgoing.key, { state: 'sending', reason: '' });
    return (await this.arrived(outgoing)) ?? this.inTurn(outgoing);
  }
  /** By its author, who goes on writing it. */
  giveUp(outgoing: Outgoing): void {
    this.drop(outgoing.key);
    if (outgoing.state === 'waiting') this.drafts.isNotSent(outgoing.ticketId, draftOf(outgoing));
  }
  private drop(key: string): void {
    this.keep(this.letters().filter((each) => each.key !== key));
  }
  /** What the conversation shows to have arrived is not shown twice. */
  settle(ticketId: number, messages: readonly Message[]): void {
    for (const each of this.letters()) {
      if (each.ticketId !== ticketId || each.state === 'sending' || !this.twin(each, messages)) continue;
      this.drop(each.key);
      if (each.state === 'waiting') this.drafts.isSent(ticketId);
    }
  }

  /** Resolves the ticket of a message that was sent while the page showed another one. */
  async resolve(id: number): Promise<void> {
    try {
      await this.editor.change(await this.api.get(id), { status: 'resolved' });
    } catch (error) {
      this.toasts.failure($localize`Couldn’t resolve #${id}:id:`, error, () => void this.resolve(id));
    }
  }

  private sendWaiting(): void {
    clearTimeout(this.retry);
    for (const each of this.letters()) if (each.state === 'waiting') void this.sendLater(each);
  }
  private async sendLater(outgoing: Outgoing): Promise<void> {
    const message = await this.again(outgoing);
    if (!message) return;
    const { ticketId, resolve, to } = outgoing;
    if (message.undo_until) this.replies.sent(ticketId, message, { to: to?.name ?? null, resolve });
    else if (resolve && !message.held) await this.resolve(ticketId);
  }
  private inTurn(outgoing: Outgoing): Promise<Message | null> {
    this.drafts.isSending(outgoing.ticketId);
    const sent = this.underWay.then(() => this.deliver(outgoing));
    this.underWay = sent;
    return sent;
  }
  private async deliver(outgoing: Outgoing): Promise<Message | null> {
    const message = await this.post(outgoing);
    if (message) {
      this.sentHere.add(message.id);
      this.drafts.isSent(outgoing.ticketId);
    } else if (!this.isWaiting(outgoing)) this.drafts.isNotSent(outgoing.ticketId, draftOf(outgoing));
    return message;
  }
  private async post(outgoing: Outgoing): Promise<Message | null> {
    const { key, ticketId, body, visibility, undoSeconds, to } = outgoing;
    // What can be undone is undone together.
    const resolve = outgoing.resolve && undoSeconds > 0;
    try {
      const requester = to && { requester_id: to.id };
      const message = await this.api.write(
        ticketId,
        { body, visibility, resolve, undo_seconds: undoSeconds, ...requester },
        key,
      );
      this.drop(key);
      return message;
    } catch (error) {
      const problem = toProblem(error);
      const arrived = problem.status > 0 ? null : await this.arrived(outgoing);
      if (!arrived) this.fail(outgoing, problem);
      return arrived;
    }
  }
  /** An answer that was lost looks like a message that was: so the conversation is asked. */
  private async arrived(outgoing: Outgoing): Promise<Message | null> {
    try {
      const found = this.twin(outgoing, await this.api.messages(outgoing.ticketId));
      if (found) this.drop(outgoing.key);
      return found ?? null;
    } catch {
      return null;
    }
  }
  private isWaiting({ key }: Outgoing): boolean {
    return this.letters().some((each) => each.key === key && each.state === 'waiting');
  }
  private fail({ key, ticketId }: Outgoing, problem: Problem): void {
    if (UNREACHABLE.includes(problem.status)) {
      this.change(key, { state: 'waiting', reason: '' });
      this.retry = setTimeout(() => this.sendWaiting(), RETRY_AFTER_MS);
      return;
    }
    this.change(key, { state: 'failed', reason: problem.detail || problem.title });
    this.toasts.failure($localize`Message on #${ticketId}:id: not sent. It’s saved on the ticket.`, problem);
  }
  private twin(outgoing: Outgoing, messages: readonly Message[]): Message | undefined {
    const me = this.session.me()?.id;
    return messages.find(
      ({ id, author, body, visibility }) =>
        id > outgoing.after &&
        author.id === me &&
        visibility === outgoing.visibility &&
        body.trim() === outgoing.body.trim(),
    );
  }
  private change(key: string, change: Partial<Outgoing>): void {
    this.keep(this.letters().map((each) => (each.key === key ? { ...each, ...change } : each)));
  }
  private keep(letters: readonly Outgoing[]): void {
    this.letters.set(letters);
    // At once, not after the next turn: a reload may come in between.
    if (letters.length) sessionStorage.setItem(STORED_AS, JSON.stringify(letters));
    else sessionStorage.removeItem(STORED_AS);
  }
}

function draftOf({ body, visibility, after }: Outgoing): MessageDraft {
  return { text: body, visibility, begunAfter: after, otherText: '' };
}

/** Whether what was under way when the tab was reloaded got through is not known until the conversation is read. */
function read(): Outgoing[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED_AS) ?? '[]') as Outgoing[];
    const reason = $localize`The page was closed before sending finished.`;
    return stored.map((each) => (each.state === 'sending' ? { ...each, state: 'failed', reason } : each));
  } catch {
    return [];
  }
}
