import { computed, inject, Injectable, signal } from '@angular/core';
import { Ticket, TicketListQuery, TicketPage } from '../core/api-types';
import { ApiProblem, toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { TicketRows } from './ticket-rows';

const PAGE_SIZE = 30;
const HEAD_SIZE = 30;
/** Up to here rows are read again one by one; from here on by a page that holds several. */
const MAX_SINGLE_READS = 8;
const MAX_PAGE_SIZE = 100;

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
  private pageSize = PAGE_SIZE;
  /** Answers to an older question are dropped: the newest question wins, whatever order they arrive in. */
  private requestId = 0;
  /** Changed, or perhaps changed, since they were read, with the version to reach; read again when they are shown. */
  private readonly stale = new Map<number, number>();
  private refreshing: Promise<void> | null = null;

  readonly tickets = this.rows.all;
  readonly total = signal<TicketPage['total'] | null>(null);
  readonly nextCursor = signal<string | null>(null);
  readonly state = signal<'loading' | 'loaded' | 'failed'>('loading');
  readonly loadingMore = signal(false);
  readonly problem = signal<ApiProblem | null>(null);
  /** How many tickets of this list arrived since it was read, to be shown when the reader wants them. */
  readonly newCount = signal(0);
  /** The rows that are on the screen, where not all are. */
  readonly visibleRange = signal<RowRange | null>(null);
  readonly isEmpty = computed(() => this.state() === 'loaded' && this.tickets().length === 0);

  async load(
    query: TicketListQuery,
    options: { keepShowing?: boolean; pageSize?: number } = {},
  ): Promise<void> {
    this.query = query;
    this.pageSize = options.pageSize ?? PAGE_SIZE;
    const requestId = ++this.requestId;
    if (!options.keepShowing) {
      this.state.set('loading');
      this.rows.clear();
    }
    this.problem.set(null);
    this.loadingMore.set(false);
    try {
      const page = await this.api.list(query, { limit: this.pageSize });
      if (requestId !== this.requestId) return;
      this.stale.clear();
      this.rows.clear();
      this.rows.append(page.results, undefined);
      this.total.set(page.total);
      this.nextCursor.set(page.next_cursor);
      this.newCount.set(0);
      this.state.set('loaded');
    } catch (error) {
      if (requestId !== this.requestId) return;
      this.problem.set(toApiProblem(error));
      this.state.set('failed');
    }
  }

  reload(): Promise<void> {
    return this.load(this.query, { keepShowing: this.state() === 'loaded', pageSize: this.pageSize });
  }

  async loadMore(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor || this.loadingMore()) return;
    const requestId = this.requestId;
    this.loadingMore.set(true);
    try {
      const page = await this.api.list(this.query, { limit: this.pageSize, cursor });
      if (requestId !== this.requestId) return;
      this.rows.append(page.results, cursor);
      this.nextCursor.set(page.next_cursor);
    } finally {
      if (requestId === this.requestId) this.loadingMore.set(false);
    }
  }

  /** Looks at the head of the list without touching what is shown: how many are new, and the total. */
  async checkForNew(): Promise<void> {
    if (this.state() !== 'loaded') return;
    const requestId = this.requestId;
    const page = await this.api.list(this.query, { limit: HEAD_SIZE });
    if (requestId !== this.requestId) return;
    this.total.set(page.total);
    this.newCount.set(countNewRows(page.results, this.rows));
  }

  /** After events may have been missed: any row may be out of date. */
  async resync(): Promise<void> {
    if (this.state() !== 'loaded') return;
    this.tickets().forEach((ticket) => this.stale.set(ticket.id, 0));
    await Promise.all([this.refreshVisible(), this.checkForNew()]);
  }

  /** These have changed, and have at least this version now; 0 where it is not known. */
  async refreshChanged(changed: ReadonlyMap<number, number>): Promise<void> {
    const known = [...changed].filter(
      ([id, version]) => this.has(id) && (version === 0 || this.find(id)!.version < version),
    );
    known.forEach(([id, version]) => this.stale.set(id, version));
    if (known.length > MAX_SINGLE_READS) {
      const requestId = this.requestId;
      const latest = await this.api.list({ sort: '-updated_at' }, { limit: MAX_PAGE_SIZE });
      if (requestId === this.requestId) this.applyFresh(latest.results);
    }
    await this.refreshVisible();
  }

  /** Reads again what is stale and shown, and changes it where it stands; the rest when it comes into sight. */
  refreshVisible(): Promise<void> {
    this.refreshing ??= this.refreshStaleVisible().finally(() => (this.refreshing = null));
    return this.refreshing;
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
  upsert(ticket: Ticket): void {
    this.rows.update([ticket]);
  }
  upsertAll(tickets: readonly Ticket[]): void {
    this.rows.update(tickets);
  }
  /** Where the ticket was, or -1: so that it can be put back there. */
  removeAt(id: number): number {
    const index = this.rows.indexOf(id);
    this.rows.remove(id);
    return index;
  }
  insert(ticket: Ticket, index = 0): void {
    this.rows.insert(ticket, index);
  }
  remove(id: number): void {
    this.rows.remove(id);
  }

  private async refreshStaleVisible(): Promise<void> {
    for (let ids = this.staleVisibleIds(); ids.length; ids = this.staleVisibleIds()) {
      if (ids.length > MAX_SINGLE_READS) {
        for (const { cursor, size } of this.rows.pagesOf(ids)) {
          const requestId = this.requestId;
          const page = await this.api.list(this.query, { limit: Math.min(size, MAX_PAGE_SIZE), cursor });
          if (requestId !== this.requestId) return;
          this.applyFresh(page.results);
        }
      }
      // What is not on its page any more has left the list, or moved within it, and still stands here.
      await Promise.all(ids.filter((id) => this.stale.has(id)).map((id) => this.reloadTicket(id)));
    }
  }
  private async reloadTicket(id: number): Promise<void> {
    try {
      this.rows.update([await this.api.get(id)]);
    } catch (error) {
      if (!toApiProblem(error).isNotFound) throw error;
      this.rows.remove(id);
    }
    this.stale.delete(id);
  }
  private applyFresh(tickets: readonly Ticket[]): void {
    this.rows.update(tickets);
    for (const { id, version } of tickets) {
      if (version >= (this.stale.get(id) ?? 0)) this.stale.delete(id);
    }
  }
  private staleVisibleIds(): number[] {
    if (!this.stale.size) return [];
    const { start, end } = this.visibleRange() ?? { start: 0, end: undefined };
    return this.tickets()
      .slice(start, end)
      .map((ticket) => ticket.id)
      .filter((id) => this.stale.has(id));
  }
}

/**
 * The rows at the head that are not known yet. Unknown rows after the last known one are merely the next
 * page moving up because something was taken out.
 */
export function countNewRows(head: readonly Ticket[], known: { has(id: number): boolean }): number {
  const lastKnown = head.findLastIndex((ticket) => known.has(ticket.id));
  const candidates = lastKnown < 0 ? head : head.slice(0, lastKnown);
  return candidates.filter((ticket) => !known.has(ticket.id)).length;
}
