import { computed, inject, Injectable, signal } from '@angular/core';
import { Ticket, TicketListQuery, TicketPage } from '../core/api-types';
import { ApiProblem, toApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { TicketRows } from './ticket-rows';

const PAGE_SIZE = 30;
const HEAD_SIZE = 30;
/** Up to this many stale rows are reloaded one by one, more by page. */
const MAX_SINGLE_READS = 8;
const MAX_PAGE_SIZE = 100;

export interface RowRange {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * A ticket list, loaded in pages by cursor and updated in place. Provided per component: the board
 * has one per column.
 */
@Injectable()
export class TicketList {
  private readonly api = inject(TicketsApi);
  private readonly rows = new TicketRows();
  private query: TicketListQuery = {};
  private pageSize = PAGE_SIZE;
  /** Identifies the latest query; responses to earlier queries are ignored. */
  private requestId = 0;
  /** Required version of each possibly outdated ticket; reloaded when visible. */
  private readonly stale = new Map<number, number>();
  private refreshing: Promise<void> | null = null;

  readonly tickets = this.rows.all;
  readonly total = signal<TicketPage['total'] | null>(null);
  readonly nextCursor = signal<string | null>(null);
  readonly state = signal<'loading' | 'loaded' | 'failed'>('loading');
  readonly loadingMore = signal(false);
  readonly problem = signal<ApiProblem | null>(null);
  /** Number of tickets created since the list was loaded, shown on request. */
  readonly newCount = signal(0);
  /** Visible rows; null if all are visible. */
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

  /** Updates the number of new tickets and the total without changing the rows. */
  async checkForNew(): Promise<void> {
    if (this.state() !== 'loaded') return;
    const requestId = this.requestId;
    const page = await this.api.list(this.query, { limit: HEAD_SIZE });
    if (requestId !== this.requestId) return;
    this.total.set(page.total);
    this.newCount.set(countNewRows(page.results, this.rows));
  }

  /** Marks all rows as stale, because events may have been missed. */
  async resync(): Promise<void> {
    if (this.state() !== 'loaded') return;
    this.tickets().forEach((ticket) => this.stale.set(ticket.id, 0));
    await Promise.all([this.refreshVisible(), this.checkForNew()]);
  }

  /** Reloads changed tickets. Values are their minimum versions, 0 if unknown. */
  async refreshChanged(changed: ReadonlyMap<number, number>): Promise<void> {
    const knownChanges = [...changed].filter(
      ([id, version]) => this.has(id) && (version === 0 || this.find(id)!.version < version),
    );
    knownChanges.forEach(([id, version]) => this.stale.set(id, version));
    if (knownChanges.length > MAX_SINGLE_READS) {
      const requestId = this.requestId;
      const latest = await this.api.list({ sort: '-updated_at' }, { limit: MAX_PAGE_SIZE });
      if (requestId === this.requestId) this.applyFresh(latest.results);
    }
    await this.refreshVisible();
  }

  /** Reloads stale visible rows in place; other rows are reloaded when they become visible. */
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
  /** Returns the index of the removed ticket, or -1, to reinsert it there. */
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
      // Rows no longer on their page have moved or left the list.
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
 * Counts unknown rows before the first known one. Unknown rows after the last known one moved up
 * from the next page.
 */
export function countNewRows(head: readonly Ticket[], known: { has(id: number): boolean }): number {
  const lastKnown = head.findLastIndex((ticket) => known.has(ticket.id));
  const candidates = lastKnown < 0 ? head : head.slice(0, lastKnown);
  return candidates.filter((ticket) => !known.has(ticket.id)).length;
}
