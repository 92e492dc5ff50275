import { computed, inject, Injectable, signal } from '@angular/core';
import { HistoryEntry, Message } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { Letter, Outbox, Outgoing } from './outbox';
import { timeline } from './timeline';

/** What was said about the open ticket, and what was done to it. */
@Injectable()
export class Conversation {
  private readonly api = inject(TicketsApi);
  private readonly outbox = inject(Outbox);
  private readonly toasts = inject(Toasts);
  private readonly id = signal(0);
  private readonly messages = signal<readonly Message[]>([]);
  private readonly history = signal<readonly HistoryEntry[]>([]);
  private readonly older = signal<string | null>(null);

  readonly loaded = signal(false);
  readonly problem = signal<Problem | null>(null);
  readonly hasOlder = computed(() => this.older() !== null);
  readonly timeline = computed(() => timeline(this.messages(), this.history()));
  readonly lastMessageId = computed(() => this.messages().at(-1)?.id ?? 0);
  /** What was written here and is not on the server. */
  readonly outgoing = this.outbox.of(this.id);

  async open(id: number): Promise<void> {
    this.id.set(id);
    this.loaded.set(false);
    this.messages.set([]);
    this.history.set([]);
    await this.read();
  }

  /** Reads all of it; an answer for a ticket that was left meanwhile is dropped. */
  async read(): Promise<void> {
    const id = this.id();
    this.problem.set(null);
    try {
      const [messages, history] = await Promise.all([this.api.messages(id), this.api.history(id)]);
      if (id !== this.id()) return;
      this.messages.set(messages);
      this.outbox.settle(id, messages);
      this.history.set(history.results);
      this.older.set(history.next_cursor);
      this.loaded.set(true);
    } catch (error) {
      if (id !== this.id()) return;
      this.problem.set(toProblem(error));
    }
  }

  /** The latest public message after this one that was not sent from here. */
  replyAfter(id: number): Message | undefined {
    return this.messages().findLast(
      (each) => each.id > id && each.visibility === 'public' && !this.outbox.hasSent(each),
    );
  }
  /** Whether this person has sent this after that message, from wherever. */
  hasSent(body: string, author: number | undefined, after: number): boolean {
    return this.messages().some(
      (each) => each.id > after && each.author.id === author && each.body.trim() === body.trim(),
    );
  }

  async readOlder(): Promise<void> {
    const cursor = this.older();
    if (!cursor) return;
    try {
      const older = await this.api.history(this.id(), cursor);
      this.history.update((history) => [...history, ...older.results]);
      this.older.set(older.next_cursor);
    } catch (error) {
      this.toasts.failure($localize`Couldn’t load the history`, error, () => void this.readOlder());
    }
  }

  /** Shown at once as on its way, and kept until it is sent. Null: it is not on the server. */
  write(letter: Omit<Letter, 'ticketId' | 'after'>): Promise<Message | null> {
    const after = this.lastMessageId();
    return this.arrive(this.outbox.send({ ...letter, ticketId: this.id(), after }));
  }
  writeAgain(outgoing: Outgoing): Promise<Message | null> {
    return this.arrive(this.outbox.again(outgoing));
  }
  giveUp(outgoing: Outgoing): void {
    this.outbox.giveUp(outgoing);
  }

  private async arrive(sending: Promise<Message | null>): Promise<Message | null> {
    const id = this.id();
    const message = await sending;
    if (message && id === this.id())
      this.messages.update((all) => [...all.filter((each) => each.id !== message.id), message]);
    return message;
  }
}
