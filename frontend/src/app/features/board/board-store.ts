import { computed, inject, Injectable, Injector, runInInjectionContext, signal } from '@angular/core';
import { Ticket, TicketListQuery, TicketSort, TicketStatus } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { BoardLane, StatsApi } from '../../core/stats-api';
import { Toasts } from '../../core/toasts';
import { TicketList } from '../../shared/ticket-list';
import { statuses } from '../../shared/ticket-terms';
import { BoardCell } from './board-cell';
import { BoardFilter } from './board-filter';
import { fixedLanes, Lane, LaneKind, personLane, Place, placeOf, placeQuery } from './board-lanes';
import { Turns } from './turns';

const READS_AT_ONCE = 3;

/** What is still to do stands by urgency, what is done by when it last changed. */
const sortOf: Record<TicketStatus, TicketSort> = {
  open: '-priority',
  in_progress: '-priority',
  resolved: '-updated_at',
  closed: '-updated_at',
};

/** The cells of the board, each with a list of its own, and what the server counts for them. */
@Injectable()
export class BoardStore {
  private readonly stats = inject(StatsApi);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly injector = inject(Injector);
  private readonly turns = new Turns(READS_AT_ONCE);
  private readonly cells = signal(new Map<string, BoardCell>());
  private readonly counted = signal<readonly BoardLane[] | null>(null);
  private readonly people = signal<readonly Lane[]>([]);
  private filter: BoardFilter = {};

  readonly kind = signal<LaneKind>('none');
  readonly filtered = signal(false);
  readonly folded = signal<ReadonlySet<string>>(new Set());
  readonly problem = signal<Problem | null>(null);
  readonly lanes = computed(() => (this.kind() === 'assignee' ? this.people() : fixedLanes(this.kind())));
  readonly openLanes = computed(() => this.lanes().filter(({ key }) => !this.folded().has(key)));

  show(kind: LaneKind, filter: BoardFilter): void {
    this.cells.set(new Map());
    this.filter = filter;
    this.filtered.set(Object.values(filter).some(Boolean));
    if (kind !== this.kind()) {
      this.folded.set(new Set());
      this.people.set([]);
      this.counted.set(null);
    }
    this.kind.set(kind);
    void this.count();
  }
  fold(key: string): void {
    this.folded.update((folded) => {
      const next = new Set(folded);
      if (!next.delete(key)) next.add(key);
      return next;
    });
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
    return this.cell(placeOf(ticket, this.kind()));
  }
  find(id: number): Ticket | undefined {
    for (const { list } of this.cells().values()) {
      const found = list.find(id);
      if (found) return found;
    }
    return undefined;
  }
  standing(): number[][][] {
    return this.openLanes().map(({ key: lane }) =>
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
    await Promise.all([this.count(), ...shown.map((cell) => this.load(cell, true))]);
  }
  async more({ list }: BoardCell): Promise<void> {
    try {
      await list.more();
    } catch (error) {
      this.toasts.failure($localize`Could not load more`, error);
    }
  }

  async count(): Promise<void> {
    const kind = this.kind();
    try {
      const lanes = await this.stats.board(kind);
      if (kind !== this.kind()) return;
      this.counted.set(lanes);
      if (kind === 'assignee') this.people.update((known) => this.withNew(known, lanes));
      this.problem.set(null);
    } catch (error) {
      if (kind !== this.kind()) return;
      if (!this.lanes().length) this.problem.set(toProblem(error));
      else this.toasts.failure($localize`The counts could not be read`, error, () => void this.count());
    }
  }
  /** Null where the server did not say: a lane that it has left out by now. */
  countOf({ lane, status }: Place): number | null {
    return this.counted()?.find(({ key }) => key === lane)?.counts[status] ?? null;
  }
  /** Ahead of the server's next count. */
  recount(from: Place, to: Place): void {
    const by = (lane: string, status: TicketStatus) =>
      Number(lane === to.lane && status === to.status) - Number(lane === from.lane && status === from.status);
    this.counted.update(
      (lanes) =>
        lanes?.map(({ key, assignee, counts }) => ({
          key,
          assignee,
          counts: Object.fromEntries(
            statuses.map((status) => [status, counts[status] + by(key, status)]),
          ) as BoardLane['counts'],
        })) ?? null,
    );
  }

  /** A changed ticket goes to its cell; one that is new there is only told of, so that nothing moves by itself. */
  place(ticket: Ticket): void {
    const home = this.cellOf(ticket);
    let known = false;
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
      ...placeQuery(place, this.kind()),
      sort: sortOf[place.status],
    };
  }
  /** A lane that is shown stays, though its last ticket was done; one's own is always there, to take work. */
  private withNew(known: readonly Lane[], counted: readonly BoardLane[]): readonly Lane[] {
    const me = this.session.me();
    const lanes = counted.map(({ key, assignee }) => personLane(key, assignee));
    const own = me ? [personLane(String(me.id), { id: me.id, name: me.name })] : [];
    const all = new Map([...own, ...known, ...lanes].map((lane) => [lane.key, lane]));
    return [...all.values()].sort(
      (a, b) => Number(a.key === 'none') - Number(b.key === 'none') || a.name.localeCompare(b.name),
    );
  }
}
