import { inject, Injectable, Injector, runInInjectionContext, signal } from '@angular/core';
import { Ticket, TicketListQuery, TicketSort, TicketStatus } from '../../core/api-types';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { TicketList } from '../../shared/ticket-list';
import { statuses } from '../../shared/ticket-terms';
import { BoardCell } from './board-cell';
import { BoardFilter } from './board-filter';
import { BoardLanes } from './board-lanes';
import { LaneKind, Place, placeOf, placeQuery } from './board-places';
import { Turns } from './turns';

const READS_AT_ONCE = 3;

/** What is still to do stands by urgency, what is done by when it last changed. */
const sortOf: Record<TicketStatus, TicketSort> = {
  open: '-priority',
  in_progress: '-priority',
  resolved: '-updated_at',
  closed: '-updated_at',
};

/** The cells of the board, each with a list of its own. */
@Injectable()
export class BoardStore {
  private readonly lanes = inject(BoardLanes);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly injector = inject(Injector);
  private readonly turns = new Turns(READS_AT_ONCE);
  private readonly cells = signal(new Map<string, BoardCell>());
  private filter: BoardFilter = {};

  readonly filtered = signal(false);

  show(kind: LaneKind, filter: BoardFilter): void {
    this.cells.set(new Map());
    this.filter = filter;
    this.filtered.set(Object.values(filter).some(Boolean));
    this.lanes.show(kind);
  }

  cell(place: Place): BoardCell {
    const key = `${place.lane}/${place.status}`;
    let cell = this.cells().get(key);
    if (!cell) {
      cell = new BoardCell(
        place,
        runInInjectionContext(this.injector, () => new TicketList()),
      );
      this.cells().set(key, cell);
    }
    return cell;
  }
  cellOf(ticket: Ticket): BoardCell {
    return this.cell(placeOf(ticket, this.lanes.kind()));
  }
  find(id: number): Ticket | undefined {
    for (const { list } of this.cells().values()) {
      const found = list.find(id);
      if (found) return found;
    }
    return undefined;
  }
  standing(): number[][][] {
    return this.lanes.open().map(({ key: lane }) =>
      statuses.map((status) =>
        this.cell({ lane, status })
          .list.tickets()
          .map(({ id }) => id),
      ),
    );
  }

  /** Reads a cell when it is first seen. */
  reach(cell: BoardCell): void {
    if (!cell.asked) void this.load(cell);
  }
  async load(cell: BoardCell, keepShowing = false): Promise<void> {
    cell.asked = true;
    const { list, place } = cell;
    const pageSize = keepShowing ? Math.min(100, Math.max(30, list.tickets().length)) : undefined;
    await this.turns.run(() => list.load(this.queryOf(place), { keepShowing, pageSize }));
    cell.unseen.set(new Set());
  }
  /** After events may have been missed: what is shown is read again, and stays until the answer is there. */
  async catchUp(): Promise<void> {
    const shown = [...this.cells().values()].filter(({ list }) => list.state() === 'loaded');
    await Promise.all([this.lanes.count(), ...shown.map((cell) => this.load(cell, true))]);
  }
  async more({ list }: BoardCell): Promise<void> {
    try {
      await list.more();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t load more`, error);
    }
  }

  /**
   * A changed ticket goes to its cell; one that is new there is only told of, so that nothing moves by itself. What was
   * moved from here is not new, though its cell was still being read and so did not take it.
   */
  place(ticket: Ticket, movedFromHere = false): void {
    const home = this.cellOf(ticket);
    let known = movedFromHere;
    for (const cell of this.cells().values()) {
      cell.forget(ticket.id);
      const before = cell.list.find(ticket.id);
      if (!before) continue;
      known = true;
      if (before.version > ticket.version) return;
      if (cell === home) cell.list.put(ticket);
      else cell.list.remove(ticket.id);
    }
    if (home.list.has(ticket.id) || home.list.state() !== 'loaded') return;
    if (known) home.list.insert(ticket);
    else this.tellOf(ticket, home);
  }
  remove(id: number): void {
    for (const cell of this.cells().values()) {
      cell.forget(id);
      cell.list.remove(id);
    }
  }

  private tellOf(ticket: Ticket, { list, unseen }: BoardCell): void {
    const { search, category, assignee } = this.filter;
    // Only the server knows what a search finds.
    if (search) return void list.peek().catch(() => undefined);
    const me = String(this.session.me()?.id);
    const person = String(ticket.assignee?.id ?? 'none');
    if (category?.length && !category.includes(ticket.category)) return;
    if (assignee && (assignee === 'me' ? me : assignee) !== person) return;
    unseen.update((ids) => new Set(ids).add(ticket.id));
  }
  private queryOf(place: Place): TicketListQuery {
    const { search, category, assignee } = this.filter;
    return {
      search,
      category,
      assignee: assignee ? [assignee] : undefined,
      ...placeQuery(place, this.lanes.kind()),
      sort: sortOf[place.status],
    };
  }
}
