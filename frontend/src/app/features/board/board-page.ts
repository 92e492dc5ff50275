import { CdkDropListGroup } from '@angular/cdk/drag-drop';
import { CdkScrollable } from '@angular/cdk/scrolling';
import { Component, computed, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Params, Router } from '@angular/router';
import { AgentsStore } from '../../core/agents-store';
import { TeamsStore } from '../../core/teams-store';
import { useShortcuts } from '../../core/shortcuts';
import { Icon } from '../../shared/icon';
import { ErrorNotice } from '../../shared/notice';
import { createParamReader } from '../../shared/param-reader';
import { statuses } from '../../core/ticket-labels';
import { formatCount } from '../../shared/number-format';
import { CardDragState } from './card-drag-state';
import { BoardCellView } from './board-cell-view';
import { BoardFilter, parseBoardFilter, parseLaneKind, toBoardParams, storeLaneKind } from './board-filter';
import { BoardFilters } from './board-filters';
import { Lane, LaneKind } from './board-cell-key';
import { syncBoard } from './board-sync';
import { BoardMoves } from './board-moves';
import { BoardLaneStore } from './board-lane-store';
import { BoardStore } from './board-store';
import { adjacentCard, Direction, directionOf } from './board-navigation';
import { focusCard, focusedCard } from './card-focus';
import { Button } from '../../shared/button';

@Component({
  selector: 'tiq-board-page',
  imports: [BoardCellView, BoardFilters, Button, CdkDropListGroup, CdkScrollable, ErrorNotice, Icon],
  providers: [BoardLaneStore, BoardStore, BoardMoves, CardDragState],
  host: { class: 'block' },
  templateUrl: './board-page.html',
})
export default class BoardPage {
  private readonly router = inject(Router);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly store = inject(BoardStore);
  protected readonly lanes = inject(BoardLaneStore);
  protected readonly dragState = inject(CardDragState);
  protected readonly statuses = statuses;
  private readonly agents = inject(AgentsStore);
  protected readonly laneName = ({ name, assignee }: Lane) =>
    assignee ? this.agents.labelOf(assignee.id, name) : name;
  private readonly teams = inject(TeamsStore);
  protected readonly kinds = computed<readonly { value: LaneKind; name: string }[]>(() => [
    { value: 'none', name: $localize`None` },
    { value: 'priority', name: $localize`Priority` },
    { value: 'assignee', name: $localize`Assignee` },
    ...(this.teams.isShown() ? [{ value: 'team' as const, name: $localize`Team` }] : []),
  ]);
  protected readonly laneKind = computed(() => parseLaneKind(this.params().get('lanes')));
  /** Compared as a string, so that other URL changes don't reload the lists. */
  private readonly filterKey = computed(() =>
    JSON.stringify(parseBoardFilter(createParamReader(this.params()), this.laneKind())),
  );
  protected readonly filter = computed(() => JSON.parse(this.filterKey()) as BoardFilter);

  constructor() {
    effect(() => {
      const [kind, filter] = [this.laneKind(), this.filter()];
      untracked(() => {
        this.store.show(kind, filter);
        if (kind !== (this.params().get('lanes') ?? 'none')) this.updateParams({ lanes: kind });
      });
    });
    syncBoard();
    useShortcuts([
      { key: 'j', label: $localize`Next card`, run: () => this.moveFocus('down') },
      { key: 'k', label: $localize`Previous card`, run: () => this.moveFocus('up') },
      { key: 'Enter', label: $localize`Open ticket`, run: () => this.open() },
    ]);
  }

  protected setLaneKind(kind: LaneKind): void {
    storeLaneKind(kind);
    this.updateParams({ lanes: kind });
  }
  protected setFilter(filter: BoardFilter): void {
    this.updateParams(toBoardParams(filter));
  }
  protected laneCount({ key }: Lane): string {
    if (this.store.filtered()) return '';
    const counts = statuses.map((status) => this.lanes.countOf({ lane: key, status }));
    return counts.includes(null) ? '' : formatCount(counts.reduce<number>((sum, count) => sum + count!, 0));
  }

  protected onKeydown(event: KeyboardEvent): void {
    const id = focusedCard(event.target);
    if (id === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directionOf(event.key);
    const dragging = this.dragState.keyboardDrag() !== null;
    if (direction && dragging) this.dragState.moveTarget(direction);
    else if (direction) this.moveFocus(direction);
    else if (event.key === ' ' && !dragging) this.pickUp(id);
    else if (dragging && (event.key === ' ' || event.key === 'Enter')) this.dragState.drop();
    else if (dragging && event.key === 'Escape') this.dragState.cancel();
    else return;
    event.preventDefault();
  }

  private pickUp(id: number): void {
    const ticket = this.store.find(id);
    if (ticket) this.dragState.pickUp(ticket);
  }
  private moveFocus(direction: Direction): void {
    const next = adjacentCard(this.store.cardGrid(), focusedCard(), direction);
    if (next !== undefined) focusCard(next);
  }
  private open(): void {
    const id = focusedCard();
    if (id !== null) void this.router.navigate(['/tickets', id]);
  }
  private updateParams(queryParams: Params): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
