import { computed, inject, Injectable, signal } from '@angular/core';
import { TicketStatus } from '../../core/api-types';
import { compareNames } from '../../core/collation';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Session } from '../../core/session';
import { BoardLane, StatsApi } from '../../core/stats-api';
import { TeamsStore } from '../../core/teams-store';
import { Toasts } from '../../core/toasts';
import { statuses } from '../../core/ticket-labels';
import { fixedLanes, Lane, LaneKind, assigneeLane, CellKey } from './board-cell-key';

/** Lanes of the board and the server's ticket counts of their cells. */
@Injectable()
export class BoardLaneStore {
  private readonly stats = inject(StatsApi);
  private readonly session = inject(Session);
  private readonly teams = inject(TeamsStore);
  private readonly toasts = inject(Toasts);
  private readonly counts = signal<readonly BoardLane[] | null>(null);
  private readonly assigneeLanes = signal<readonly Lane[]>([]);
  private readonly teamLanes = computed<readonly Lane[]>(() =>
    (this.teams.all() ?? []).map(({ id, name }) => ({ key: String(id), name, assignee: null })),
  );
  private pendingMoves = 0;
  private countPending = false;
  readonly kind = signal<LaneKind>('none');
  readonly collapsed = signal<ReadonlySet<string>>(new Set());
  readonly problem = signal<ApiProblem | null>(null);
  readonly all = computed(() =>
    this.kind() === 'assignee'
      ? this.assigneeLanes()
      : this.kind() === 'team'
        ? this.teamLanes()
        : fixedLanes(this.kind()),
  );
  readonly expanded = computed(() => this.all().filter(({ key }) => !this.collapsed().has(key)));

  show(kind: LaneKind): void {
    if (kind === 'team') void this.teams.load();
    if (kind !== this.kind()) {
      this.collapsed.set(new Set());
      this.assigneeLanes.set([]);
      this.counts.set(null);
    }
    this.kind.set(kind);
    void this.refreshCounts();
  }
  toggle(key: string): void {
    this.collapsed.update((collapsed) => {
      const next = new Set(collapsed);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }

  /**
   * Defers refreshing the counts until the move is saved, because the server doesn't include it
   * yet.
   */
  async duringMove<Result>(move: () => Promise<Result>): Promise<Result> {
    this.pendingMoves++;
    try {
      return await move();
    } finally {
      if (--this.pendingMoves === 0 && this.countPending) void this.refreshCounts();
    }
  }

  async refreshCounts(): Promise<void> {
    const kind = this.kind();
    this.countPending = this.pendingMoves > 0;
    if (this.countPending) return;
    try {
      const lanes = await this.stats.getBoard(kind);
      if (kind !== this.kind()) return;
      this.countPending = this.pendingMoves > 0;
      if (this.countPending) return;
      this.counts.set(lanes);
      if (kind === 'assignee') this.assigneeLanes.update((known) => this.mergeLanes(known, lanes));
      this.problem.set(null);
    } catch (error) {
      if (kind !== this.kind()) return;
      if (!this.all().length) this.problem.set(toApiProblem(error));
      else this.toasts.showError($localize`Couldn’t load the counts`, error, () => void this.refreshCounts());
    }
  }
  /** Ticket count of the cell; null if the server returned none for the lane. */
  countOf({ lane, status }: CellKey): number | null {
    return this.counts()?.find(({ key }) => key === lane)?.counts[status] ?? null;
  }
  /** Updates the counts optimistically. */
  adjustCounts(from: CellKey, to: CellKey): void {
    const delta = (lane: string, status: TicketStatus) =>
      Number(lane === to.lane && status === to.status) - Number(lane === from.lane && status === from.status);
    this.counts.update(
      (lanes) =>
        lanes?.map(({ key, assignee, team, counts }) => ({
          key,
          assignee,
          team,
          counts: Object.fromEntries(
            statuses.map((status) => [status, counts[status] + delta(key, status)]),
          ) as BoardLane['counts'],
        })) ?? null,
    );
  }

  /**
   * Shown lanes stay when they become empty. The user's own lane is always shown, to assign
   * tickets.
   */
  private mergeLanes(known: readonly Lane[], counted: readonly BoardLane[]): readonly Lane[] {
    const me = this.session.me();
    const lanes = counted.map(({ key, assignee }) => assigneeLane(key, assignee));
    const ownLanes = me ? [assigneeLane(String(me.id), { id: me.id, name: me.name })] : [];
    const all = new Map([...ownLanes, ...known, ...lanes].map((lane) => [lane.key, lane]));
    return [...all.values()].sort(
      (a, b) => Number(a.key === 'none') - Number(b.key === 'none') || compareNames(a.name, b.name),
    );
  }
}
