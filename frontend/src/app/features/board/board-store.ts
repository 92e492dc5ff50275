import { inject, Injectable, Injector, runInInjectionContext, signal } from '@angular/core';
import { Ticket, TicketListQuery, TicketSort, TicketStatus } from '../../core/api-types';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { TicketList } from '../../shared/ticket-list';
import { statuses } from '../../core/ticket-labels';
import { BoardCell } from './board-cell';
import { BoardFilter } from './board-filter';
import { BoardLaneStore } from './board-lane-store';
import { LaneKind, CellKey, cellKeyOf, cellQuery } from './board-cell-key';
import { Semaphore } from './semaphore';

const MAX_CONCURRENT_READS = 3;

/** Tickets to work on are sorted by priority, the others by last update. */
const SORT_BY_STATUS: Record<TicketStatus, TicketSort> = {
  open: '-priority',
  in_progress: '-priority',
  waiting: '-updated_at',
  resolved: '-updated_at',
  closed: '-updated_at',
};

/** Cells of the board, each with its own list. */
@Injectable()
export class BoardStore {
  private readonly lanes = inject(BoardLaneStore);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly injector = inject(Injector);
  private readonly semaphore = new Semaphore(MAX_CONCURRENT_READS);
  private readonly cells = signal(new Map<string, BoardCell>());
  private filter: BoardFilter = {};

  readonly filtered = signal(false);

  show(kind: LaneKind, filter: BoardFilter): void {
    this.cells.set(new Map());
    this.filter = filter;
    this.filtered.set(Object.values(filter).some(Boolean));
    this.lanes.show(kind);
  }

  cell(cellKey: CellKey): BoardCell {
    const key = `${cellKey.lane}/${cellKey.status}`;
    let cell = this.cells().get(key);
    if (!cell) {
      cell = new BoardCell(
        cellKey,
        runInInjectionContext(this.injector, () => new TicketList()),
      );
      this.cells().set(key, cell);
    }
    return cell;
  }
  cellOf(ticket: Ticket): BoardCell {
    return this.cell(cellKeyOf(ticket, this.lanes.kind()));
  }
  find(id: number): Ticket | undefined {
    for (const { list } of this.cells().values()) {
      const found = list.find(id);
      if (found) return found;
    }
    return undefined;
  }
  cardGrid(): number[][][] {
    return this.lanes.expanded().map(({ key: lane }) =>
      statuses.map((status) =>
        this.cell({ lane, status })
          .list.tickets()
          .map(({ id }) => id),
      ),
    );
  }

  /** Loads the cell when it first becomes visible. */
  loadOnce(cell: BoardCell): void {
    if (!cell.requested) void this.load(cell);
  }
  async load(cell: BoardCell, keepShowing = false): Promise<void> {
    cell.requested = true;
    const { list, key } = cell;
    const pageSize = keepShowing ? Math.min(100, Math.max(30, list.tickets().length)) : undefined;
    await this.semaphore.run(() => list.load(this.queryOf(key), { keepShowing, pageSize }));
    cell.newTicketIds.set(new Set());
  }
  /** Reloads loaded cells after missed events. Current tickets stay visible until the response. */
  async resync(): Promise<void> {
    const loadedCells = [...this.cells().values()].filter(({ list }) => list.state() === 'loaded');
    await Promise.all([this.lanes.refreshCounts(), ...loadedCells.map((cell) => this.load(cell, true))]);
  }
  async loadMore({ list }: BoardCell): Promise<void> {
    try {
      await list.loadMore();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load more`, error);
    }
  }

  /**
   * Moves a changed ticket to its cell. Tickets new to a cell are only counted, except those moved
   * in this tab, so that cards don't move unexpectedly.
   */
  placeTicket(ticket: Ticket, movedLocally = false): void {
    const targetCell = this.cellOf(ticket);
    let isKnown = movedLocally;
    for (const cell of this.cells().values()) {
      cell.clearNew(ticket.id);
      const before = cell.list.find(ticket.id);
      if (!before) continue;
      isKnown = true;
      if (before.version > ticket.version) return;
      if (cell === targetCell) cell.list.upsert(ticket);
      else cell.list.remove(ticket.id);
    }
    if (targetCell.list.has(ticket.id) || targetCell.list.state() !== 'loaded') return;
    if (isKnown) targetCell.list.insert(ticket);
    else this.markNew(ticket, targetCell);
  }
  remove(id: number): void {
    for (const cell of this.cells().values()) {
      cell.clearNew(id);
      cell.list.remove(id);
    }
  }

  private markNew(ticket: Ticket, { list, newTicketIds }: BoardCell): void {
    const { search, category, assignee, team } = this.filter;
    // Only the server can evaluate a search.
    if (search) return void list.checkForNew().catch(() => undefined);
    const me = String(this.session.me()?.id);
    const assigneeKey = String(ticket.assignee?.id ?? 'none');
    if (category?.length && !category.includes(ticket.category)) return;
    if (assignee && (assignee === 'me' ? me : assignee) !== assigneeKey) return;
    if (team && team !== ticket.team.id) return;
    newTicketIds.update((ids) => new Set(ids).add(ticket.id));
  }
  private queryOf(cellKey: CellKey): TicketListQuery {
    const { search, category, assignee, team } = this.filter;
    return {
      search,
      category,
      assignee: assignee ? [assignee] : undefined,
      team: team ? [team] : undefined,
      ...cellQuery(cellKey, this.lanes.kind()),
      sort: SORT_BY_STATUS[cellKey.status],
    };
  }
}
