import { computed, inject, Injectable, signal } from '@angular/core';
import { TicketStatus } from '../../core/api-types';
import { compareNames } from '../../core/collation';
import { Problem, toProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { BoardLane, StatsApi } from '../../core/stats-api';
import { Toasts } from '../../core/toasts';
import { statuses } from '../../shared/ticket-terms';
import { fixedLanes, Lane, LaneKind, personLane, Place } from './board-places';

/** The lanes of the board, and how many tickets the server counts in each of their cells. */
@Injectable()
export class BoardLanes {
  private readonly stats = inject(StatsApi);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly counted = signal<readonly BoardLane[] | null>(null);
  private readonly people = signal<readonly Lane[]>([]);
  private movesUnderWay = 0;
  private isCountOwed = false;
  readonly kind = signal<LaneKind>('none');
  readonly folded = signal<ReadonlySet<string>>(new Set());
  readonly problem = signal<Problem | null>(null);
  readonly all = computed(() => (this.kind() === 'assignee' ? this.people() : fixedLanes(this.kind())));
  readonly open = computed(() => this.all().filter(({ key }) => !this.folded().has(key)));

  show(kind: LaneKind): void {
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

  /** The server's counts know nothing of a move that is under way: they are read after it. */
  async duringMove<Result>(move: () => Promise<Result>): Promise<Result> {
    this.movesUnderWay++;
    try {
      return await move();
    } finally {
      if (--this.movesUnderWay === 0 && this.isCountOwed) void this.count();
    }
  }

  async count(): Promise<void> {
    const kind = this.kind();
    this.isCountOwed = this.movesUnderWay > 0;
    if (this.isCountOwed) return;
    try {
      const lanes = await this.stats.board(kind);
      if (kind !== this.kind()) return;
      this.isCountOwed = this.movesUnderWay > 0;
      if (this.isCountOwed) return;
      this.counted.set(lanes);
      if (kind === 'assignee') this.people.update((known) => this.withNew(known, lanes));
      this.problem.set(null);
    } catch (error) {
      if (kind !== this.kind()) return;
      if (!this.all().length) this.problem.set(toProblem(error));
      else this.toasts.failure($localize`Couldn’t load the counts`, error, () => void this.count());
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

  /** A lane that is shown stays, though its last ticket was done; one's own is always there, to take work. */
  private withNew(known: readonly Lane[], counted: readonly BoardLane[]): readonly Lane[] {
    const me = this.session.me();
    const lanes = counted.map(({ key, assignee }) => personLane(key, assignee));
    const own = me ? [personLane(String(me.id), { id: me.id, name: me.name })] : [];
    const all = new Map([...own, ...known, ...lanes].map((lane) => [lane.key, lane]));
    return [...all.values()].sort(
      (a, b) => Number(a.key === 'none') - Number(b.key === 'none') || compareNames(a.name, b.name),
    );
  }
}
