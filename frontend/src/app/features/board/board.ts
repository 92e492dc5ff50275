import { CdkDropListGroup } from '@angular/cdk/drag-drop';
import { CdkScrollable } from '@angular/cdk/scrolling';
import { Component, computed, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Params, Router } from '@angular/router';
import { Agents } from '../../core/agents';
import { useShortcuts } from '../../core/shortcuts';
import { Icon } from '../../shared/icon';
import { Failure } from '../../shared/notice';
import { paramReader } from '../../shared/param-reader';
import { statuses } from '../../shared/ticket-terms';
import { count } from '../../shared/total-words';
import { BoardCarry } from './board-carry';
import { BoardCellView } from './board-cell-view';
import { BoardFilter, filterFrom, lanesFrom, paramsFrom, rememberLanes } from './board-filter';
import { BoardFilters } from './board-filters';
import { Lane, LaneKind } from './board-places';
import { keepBoardLive } from './board-live';
import { BoardMoves } from './board-moves';
import { BoardLanes } from './board-lanes';
import { BoardStore } from './board-store';
import { cardBeside, Direction, directionOf } from './board-walk';
import { focusCard, focusedCard } from './card-focus';

@Component({
  selector: 'tiq-board',
  imports: [BoardCellView, BoardFilters, CdkDropListGroup, CdkScrollable, Failure, Icon],
  providers: [BoardLanes, BoardStore, BoardMoves, BoardCarry],
  host: { class: 'block' },
  templateUrl: './board.html',
})
export default class Board {
  private readonly router = inject(Router);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly store = inject(BoardStore);
  protected readonly lanes = inject(BoardLanes);
  protected readonly carry = inject(BoardCarry);
  protected readonly statuses = statuses;
  private readonly agents = inject(Agents);
  protected readonly laneName = ({ name, assignee }: Lane) =>
    assignee ? this.agents.labelOf(assignee.id, name) : name;
  protected readonly kinds: readonly { value: LaneKind; name: string }[] = [
    { value: 'none', name: $localize`None` },
    { value: 'priority', name: $localize`Priority` },
    { value: 'assignee', name: $localize`Assignee` },
  ];
  protected readonly wanted = computed(() => lanesFrom(this.params().get('lanes')));
  /** By its text, so that the lists are not read anew when only the rest of the address changes. */
  private readonly asked = computed(() =>
    JSON.stringify(filterFrom(paramReader(this.params()), this.wanted())),
  );
  protected readonly filter = computed(() => JSON.parse(this.asked()) as BoardFilter);

  constructor() {
    effect(() => {
      const [kind, filter] = [this.wanted(), this.filter()];
      untracked(() => {
        this.store.show(kind, filter);
        if (kind !== (this.params().get('lanes') ?? 'none')) this.go({ lanes: kind });
      });
    });
    keepBoardLive();
    useShortcuts([
      { key: 'j', does: $localize`Next card`, run: () => this.walk('down') },
      { key: 'k', does: $localize`Previous card`, run: () => this.walk('up') },
      { key: 'Enter', does: $localize`Open ticket`, run: () => this.open() },
    ]);
  }

  protected choose(kind: LaneKind): void {
    rememberLanes(kind);
    this.go({ lanes: kind });
  }
  protected ask(filter: BoardFilter): void {
    this.go(paramsFrom(filter));
  }
  protected laneCount({ key }: Lane): string {
    if (this.store.filtered()) return '';
    const counts = statuses.map((status) => this.lanes.countOf({ lane: key, status }));
    return counts.includes(null) ? '' : count(counts.reduce<number>((sum, each) => sum + each!, 0));
  }

  protected onKey(event: KeyboardEvent): void {
    const id = focusedCard(event.target);
    if (id === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directionOf(event.key);
    const carrying = this.carry.carried() !== null;
    if (direction && carrying) this.carry.step(direction);
    else if (direction) this.walk(direction);
    else if (event.key === ' ' && !carrying) this.pickUp(id);
    else if (carrying && (event.key === ' ' || event.key === 'Enter')) this.carry.drop();
    else if (carrying && event.key === 'Escape') this.carry.cancel();
    else return;
    event.preventDefault();
  }

  private pickUp(id: number): void {
    const ticket = this.store.find(id);
    if (ticket) this.carry.pickUp(ticket);
  }
  private walk(direction: Direction): void {
    const next = cardBeside(this.store.standing(), focusedCard(), direction);
    if (next !== undefined) focusCard(next);
  }
  private open(): void {
    const id = focusedCard();
    if (id !== null) void this.router.navigate(['/tickets', id]);
  }
  private go(queryParams: Params): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
