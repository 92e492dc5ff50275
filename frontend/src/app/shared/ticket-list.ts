import { computed, inject, Injectable, signal } from '@angular/core';
import { Ticket, TicketListQuery, TicketPage } from '../core/api-types';
import { Problem, toProblem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';

const PAGE = 30;

/**
 * One list of tickets, read page by page with the server's cursor and kept up to date in place. The inbox has
 * one, the board has one for each column: provide it where it is used.
 */
@Injectable()
export class TicketList {
  private readonly api = inject(TicketsApi);
  private readonly rows = signal<readonly Ticket[]>([]);
  private query: TicketListQuery = {};
  /** Answers to an older question are dropped: the newest question wins, whatever order they arrive in. */
  private asked = 0;

  readonly tickets = this.rows.asReadonly();
  readonly total = signal<TicketPage['total'] | null>(null);
  readonly nextCursor = signal<string | null>(null);
  readonly state = signal<'loading' | 'loaded' | 'failed'>('loading');
  readonly loadingMore = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** How many tickets of this list arrived since it was read, to be shown when the reader wants them. */
  readonly unseen = signal(0);
  readonly isEmpty = computed(() => this.state() === 'loaded' && this.rows().length === 0);

  async load(
    query: TicketListQuery,
    options: { keepShowing?: boolean; pageSize?: number } = {},
  ): Promise<void> {
    this.query = query;
    const question = ++this.asked;
    if (!options.keepShowing) {
      this.state.set('loading');
      this.rows.set([]);
    }
    this.problem.set(null);
    this.loadingMore.set(false);
    try {
      const page = await this.api.list(query, { limit: options.pageSize ?? PAGE });
      if (question !== this.asked) return;
      this.rows.set(page.results);
      this.total.set(page.total);
      this.nextCursor.set(page.next_cursor);
      this.unseen.set(0);
      this.state.set('loaded');
    } catch (error) {
      if (question !== this.asked) return;
      this.problem.set(toProblem(error));
      this.state.set('failed');
    }
  }

  reload(): Promise<void> {
    return this.load(this.query, { keepShowing: this.state() === 'loaded' });
  }

  async more(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor || this.loadingMore()) return;
    const question = this.asked;
    this.loadingMore.set(true);
    try {
      const page = await this.api.list(this.query, { limit: PAGE, cursor });
      if (question !== this.asked) return;
      const known = new Set(this.rows().map((each) => each.id));
      this.rows.update((rows) => [...rows, ...page.results.filter((each) => !known.has(each.id))]);
      this.nextCursor.set(page.next_cursor);
    } finally {
      if (question === this.asked) this.loadingMore.set(false);
    }
  }

  /** Looks at the head of the list without touching what is shown: how many are new, and the total. */
  async peek(): Promise<void> {
    if (this.state() !== 'loaded') return;
    const question = this.asked;
    const page = await this.api.list(this.query, { limit: PAGE });
    if (question !== this.asked) return;
    this.total.set(page.total);
    this.unseen.set(arrivals(page.results, new Set(this.rows().map((each) => each.id))));
  }

  /** After events may have been missed: reads again as far as is shown, and changes the rows where they stand. */
  async catchUp(): Promise<void> {
    if (this.state() !== 'loaded') return;
    const question = this.asked;
    let cursor: string | undefined;
    for (let read = 0; read < this.rows().length; read += 100) {
      const page = await this.api.list(this.query, { limit: 100, cursor });
      if (question !== this.asked) return;
      page.results.forEach((ticket) => this.put(ticket));
      if (!page.next_cursor) break;
      cursor = page.next_cursor;
    }
    await this.peek();
  }

  has(id: number): boolean {
    return this.rows().some((each) => each.id === id);
  }
  find(id: number): Ticket | undefined {
    return this.rows().find((each) => each.id === id);
  }
  /**
   * An older state never replaces a newer one: answers and events may cross. A change shown before the server
   * agreed keeps its version, so putting the ticket from before takes it back.
   */
  put(ticket: Ticket): void {
    this.rows.update((rows) =>
      rows.map((each) => (each.id === ticket.id && each.version <= ticket.version ? ticket : each)),
    );
  }
  /** Where the ticket was, or -1: so that it can be put back there. */
  take(id: number): number {
    const at = this.rows().findIndex((each) => each.id === id);
    this.remove(id);
    return at;
  }
  insert(ticket: Ticket, at = 0): void {
    this.rows.update((rows) =>
      rows.filter((each) => each.id !== ticket.id).toSpliced(Math.max(0, at), 0, ticket),
    );
  }
  remove(id: number): void {
    this.rows.update((rows) => rows.filter((each) => each.id !== id));
  }
}

/**
 * The rows at the head that are not known yet. Unknown rows after the last known one are merely the next
 * page moving up because something was taken out.
 */
export function arrivals(head: readonly Ticket[], known: ReadonlySet<number>): number {
  const lastKnown = head.findLastIndex((each) => known.has(each.id));
  const fresh = lastKnown < 0 ? head : head.slice(0, lastKnown);
  return fresh.filter((each) => !known.has(each.id)).length;
}
