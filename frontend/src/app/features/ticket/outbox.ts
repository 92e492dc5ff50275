import { computed, inject, Injectable, signal } from '@angular/core';
import { Message } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { MessageDrafts } from '../../core/message-drafts';
import { Session } from '../../core/session';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { uniqueKey } from '../../core/unique-key';

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
  state: 'sending' | 'failed';
  reason: string;
}
export type Letter = Pick<Outgoing, 'ticketId' | 'body' | 'visibility' | 'resolve' | 'undoSeconds' | 'after'>;

const STORED_AS = 'ticketiq.draft.outbox';

/** What was sent and is not known to be on the server. It outlives the page that it was written on, and a reload. */
@Injectable({ providedIn: 'root' })
export class Outbox {
  private readonly api = inject(TicketsApi);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly drafts = inject(MessageDrafts);
  private readonly letters = signal<readonly Outgoing[]>(read());
  /** One after another, so that they arrive in the order in which they were written. */
  private underWay: Promise<unknown> = Promise.resolve();

  of(ticketId: () => number) {
    return computed(() => this.letters().filter((each) => each.ticketId === ticketId()));
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
  drop(key: string): void {
    this.keep(this.letters().filter((each) => each.key !== key));
  }
  /** What the conversation shows to have arrived is not shown twice. */
  settle(ticketId: number, messages: readonly Message[]): void {
    for (const each of this.letters())
      if (each.ticketId === ticketId && each.state === 'failed' && this.twin(each, messages))
        this.drop(each.key);
  }

  private inTurn(outgoing: Outgoing): Promise<Message | null> {
    this.drafts.isSending(outgoing.ticketId);
    const sent = this.underWay.then(() => this.deliver(outgoing));
    this.underWay = sent;
    return sent;
  }
  private async deliver(outgoing: Outgoing): Promise<Message | null> {
    const message = await this.post(outgoing);
    const { ticketId, body: text, visibility, after: begunAfter } = outgoing;
    if (message) this.drafts.isSent(ticketId);
    else this.drafts.isNotSent(ticketId, { text, visibility, begunAfter });
    return message;
  }
  private async post(outgoing: Outgoing): Promise<Message | null> {
    const { ticketId, body, visibility, undoSeconds } = outgoing;
    // What can be undone is undone together.
    const resolve = outgoing.resolve && undoSeconds > 0;
    try {
      const message = await this.api.write(ticketId, {
        body,
        visibility,
        resolve,
        undo_seconds: undoSeconds,
      });
      this.drop(outgoing.key);
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
  private fail({ key, ticketId }: Outgoing, problem: Problem): void {
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

/** Whether what was under way when the tab was reloaded got through is not known until the conversation is read. */
function read(): Outgoing[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED_AS) ?? '[]') as Outgoing[];
    const reason = $localize`The page was closed before sending finished.`;
    return stored.map((each) => (each.state === 'failed' ? each : { ...each, state: 'failed', reason }));
  } catch {
    return [];
  }
}
