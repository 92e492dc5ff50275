import { computed, inject, Injectable, signal } from '@angular/core';
import { Ticket, TicketListQuery, TicketPage } from '../core/api-types';
import { Problem, toProblem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';
import { TicketRows } from './ticket-rows';

const PAGE = 30;
const HEAD = 30;
/** Up to here rows are read again one by one; from here on by a page that holds several. */
const FEW = 8;
const MOST_A_PAGE = 100;

export interface RowRange {
  start: number;
  /** The first row that is not in it. */
  end: number;
}

/**
 * One list of tickets, read page by page with the server's cursor and kept up to date in place. The inbox has
 * one, the board has one for each column: provide it where it is used.
 */
@Injectable()
export class TicketList {
  private readonly api = inject(TicketsApi);
  private readonly rows = new TicketRows();
  private query: TicketListQuery = {};
  private pageSize = PAGE;
  /** Answers to an older question are dropped: the newest question wins, whatever order they arrive in. */
  private asked = 0;
  /** Changed, or perhaps changed, since they were read, with the version to reach; read again when they are shown. */
  private readonly stale = new Map<number, number>();
  private freshening: Promise<void> | null = null;

  readonly tickets = this.rows.all;
  readonly total = signal<TicketPage['total'] | null>(null);
  readonly nextCursor = signal<string | null>(null);
  readonly state = signal<'loading' | 'loaded' | 'failed'>('loading');
  readonly loadingMore = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** How many tickets of this list arrived since it was read, to be shown when the reader wants them. */
  readonly unseen = signal(0);
  /** The rows that are on the screen, where not all are. */
  readonly shown = signal<RowRange | null>(null);
  readonly isEmpty = computed(() => this.state() === 'loaded' && this.tickets().length === 0);

  async load(
    query: TicketListQuery,
    options: { keepShowing?: boolean; pageSize?: number } = {},
  ): Promise<void> {
    this.query = query;
    this.pageSize = options.pageSize ?? PAGE;
    const question = ++this.asked;
    if (!options.keepShowing) {
      this.state.set('loading');
      this.rows.clear();
    }
    this.problem.set(null);
    this.loadingMore.set(false);
    try {
      const page = await this.api.list(query, { limit: this.pageSize });
      if (question !== this.asked) return;
      this.stale.clear();
      this.rows.clear();
      this.rows.append(page.results, undefined);
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
    return this.load(this.query, { keepShowing: this.state() === 'loaded', pageSize: this.pageSize });
  }

  async more(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor || this.loadingMore()) return;
    const question = this.asked;
    this.loadingMore.set(true);
    try {
      const page = await this.api.list(this.query, { limit: this.pageSize, cursor });
      if (question !== this.asked) return;
      this.rows.append(page.results, cursor);
      this.nextCursor.set(page.next_cursor);
    } finally {
      if (question === this.asked) this.loadingMore.set(false);
    }
  }

  /** Looks at the head of the list without touching what is shown: how many are new, and the total. */
  async peek(): Promise<void> {
    if (this.state() !== 'loaded') return;
    const question = this.asked;
    const page = await this.api.list(this.query, { limit: HEAD });
    if (question !== this.asked) return;
    this.total.set(page.total);
    this.unseen.set(arrivals(page.results, this.rows));
  }

  /** After events may have been missed: any row may be out of date. */
  async catchUp(): Promise<void> {
    if (this.state() !== 'loaded') return;
    this.tickets().forEach((each) => this.stale.set(each.id, 0));
    await Promise.all([this.freshen(), this.peek()]);
  }

  /** These have changed, and have at least this version now; 0 where it is not known. */
  async refresh(changed: ReadonlyMap<number, number>): Promise<void> {
    const known = [...changed].filter(
      ([id, version]) => this.has(id) && (version === 0 || this.find(id)!.version < version),
    );
    known.forEach(([id, version]) => this.stale.set(id, version));
    if (known.length > FEW) {
      const question = this.asked;
      const latest = await this.api.list({ sort: '-updated_at' }, { limit: MOST_A_PAGE });
      if (question === this.asked) this.settle(latest.results);
    }
    await this.freshen();
  }

  /** Reads again what is stale and shown, and changes it where it stands; the rest when it comes into sight. */
  freshen(): Promise<void> {
    this.freshening ??= this.freshenShown().finally(() => (this.freshening = null));
    return this.freshening;
  }

  has(id: number): boolean {
    return this.rows.has(id);
  }
  find(id: number): Ticket | undefined {
    return this.rows.find(id);
  }
  indexOf(id: number): number {
    return this.rows.indexOf(id);
  }
  put(ticket: Ticket): void {
    this.rows.put([ticket]);
  }
  putAll(tickets: readonly Ticket[]): void {
    this.rows.put(tickets);
  }
  /** Where the ticket was, or -1: so that it can be put back there. */
  take(id: number): number {
    const at = this.rows.indexOf(id);
    this.rows.remove(id);
    return at;
  }
  insert(ticket: Ticket, at = 0): void {
    this.rows.insert(ticket, at);
  }
  remove(id: number): void {
    this.rows.remove(id);
  }

  private async freshenShown(): Promise<void> {
    for (let wanted = this.staleAndShown(); wanted.length; wanted = this.staleAndShown()) {
      if (wanted.length > FEW) {
        for (const { cursor, size } of this.rows.pagesOf(wanted)) {
          const question = this.asked;
          const page = await this.api.list(this.query, { limit: Math.min(size, MOST_A_PAGE), cursor });
          if (question !== this.asked) return;
          this.settle(page.results);
        }
      }
      // What is not on its page any more has left the list, or moved within it, and still stands here.
      await Promise.all(wanted.filter((id) => this.stale.has(id)).map((id) => this.readOne(id)));
    }
  }
  private async readOne(id: number): Promise<void> {
    try {
      this.rows.put([await this.api.get(id)]);
    } catch (error) {
      if (!toProblem(error).isNotFound) throw error;
      this.rows.remove(id);
    }
    this.stale.delete(id);
  }
  private settle(tickets: readonly Ticket[]): void {
    this.rows.put(tickets);
    for (const { id, version } of tickets) {
      if (version >= (this.stale.get(id) ?? 0)) this.stale.delete(id);
    }
  }
  private staleAndShown(): number[] {
    if (!this.stale.size) return [];
    const { start, end } = this.shown() ?? { start: 0, end: undefined };
    return this.tickets()
      .slice(start, end)
      .map((each) => each.id)
      .filter((id) => this.stale.has(id));
  }
}

/**
 * The rows at the head that are not known yet. Unknown rows after the last known one are merely the next
 * page moving up because something was taken out.
 */
export function arrivals(head: readonly Ticket[], known: { has(id: number): boolean }): number {
  const lastKnown = head.findLastIndex((each) => known.has(each.id));
  const fresh = lastKnown < 0 ? head : head.slice(0, lastKnown);
  return fresh.filter((each) => !known.has(each.id)).length;
}
