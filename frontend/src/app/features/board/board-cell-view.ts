import { CdkDrag, CdkDragDrop, CdkDropList } from '@angular/cdk/drag-drop';
import {
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { Ticket, TicketStatus } from '../../core/api-types';
import { Icon } from '../../shared/icon';
import { ErrorNotice } from '../../shared/notice';
import { statusNames } from '../../core/ticket-labels';
import { formatCount, formatTotal } from '../../shared/number-format';
import { BoardCard } from './board-card';
import { CardDragState } from './card-drag-state';
import { BoardCell } from './board-cell';
import { Lane, canDrop, CellKey } from './board-cell-key';
import { BoardMoves } from './board-moves';
import { BoardLaneStore } from './board-lane-store';
import { BoardStore } from './board-store';
import { focusCardInColumn } from './card-focus';
import { Button } from '../../shared/button';

/** Cell of the board: loads its tickets when visible, and is a drop target. */
@Component({
  selector: 'tiq-board-cell',
  imports: [BoardCard, Button, CdkDrag, CdkDropList, ErrorNotice, Icon],
  host: {
    role: 'group',
    tabindex: '-1',
    class: 'flex min-h-0 flex-col rounded-xl bg-sunken',
    '[class.max-h-104]': "lanes.kind() !== 'none'",
    '[class.opacity-40]': 'rejectsDrop()',
    '[class]': "isDropTarget() ? 'outline-2 -outline-offset-2 outline-dashed outline-accent' : ''",
    '[attr.aria-labelledby]': 'headingId()',
    '[attr.data-column]': 'status()',
    '[attr.data-lane]': 'lane().key',
  },
  templateUrl: './board-cell-view.html',
})
export class BoardCellView {
  protected readonly store = inject(BoardStore);
  protected readonly lanes = inject(BoardLaneStore);
  protected readonly dragState = inject(CardDragState);
  protected readonly moves = inject(BoardMoves);
  readonly cell = input.required<BoardCell>();
  readonly lane = input.required<Lane>();
  protected readonly status = computed(() => this.cell().key.status);
  protected readonly list = computed(() => this.cell().list);
  protected readonly headingId = computed(() => `cell-${this.lane().key}-${this.status()}`);
  protected readonly statusNames = statusNames;
  private readonly visible = signal(false);

  protected readonly countLabel = computed(() => {
    const count = this.store.filtered() ? null : this.lanes.countOf(this.cell().key);
    const total = this.list().total();
    return count !== null ? formatCount(count) : total ? formatTotal(total) : '';
  });
  protected readonly rejectsDrop = computed(() => {
    const ticket = this.dragState.activeTicket();
    return ticket !== null && !canDrop(ticket, this.status());
  });
  protected readonly isDropTarget = computed(() => {
    const over = this.dragState.keyboardDrag()?.over;
    return over?.lane === this.lane().key && over.status === this.status();
  });

  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  constructor() {
    const element = this.element;
    const visibilityObserver = new IntersectionObserver(
      (entries) => this.visible.update((visible) => visible || entries.some((entry) => entry.isIntersecting)),
      { rootMargin: '200px' },
    );
    visibilityObserver.observe(element);
    inject(DestroyRef).onDestroy(() => visibilityObserver.disconnect());
    effect(() => {
      const cell = this.cell();
      if (this.visible()) untracked(() => this.store.loadOnce(cell));
    });
    effect(() => {
      if (this.isDropTarget()) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  }

  protected readonly canEnter = (drag: CdkDrag<Ticket>, list: CdkDropList<CellKey>) =>
    canDrop(drag.data, list.data.status);

  /** Moves the focus to the cell, because the button is removed. */
  protected async load(keepShowing: boolean): Promise<void> {
    this.element.focus();
    await this.store.load(this.cell(), keepShowing);
  }
  protected async loadMore(): Promise<void> {
    const previousLength = this.list().tickets().length;
    this.element.focus({ preventScroll: true });
    await this.store.loadMore(this.cell());
    const next = this.list().tickets()[previousLength];
    if (next) focusCardInColumn(next.id, this.status());
  }

  protected drop(event: CdkDragDrop<CellKey, CellKey, Ticket>): void {
    // The container is the last cell entered; a drop outside of it must not move the card there.
    const to = event.isPointerOverContainer ? event.container.data : cellKeyAt(event.dropPoint);
    if (to) void this.dragState.moveAndAnnounce(event.item.data, to);
  }
  protected moveByMenu(ticket: Ticket, status: TicketStatus): void {
    void this.dragState.moveAndAnnounce(ticket, { lane: this.lane().key, status });
    // The menu that had the focus was closed.
    focusCardInColumn(ticket.id, status);
  }
}

function cellKeyAt({ x, y }: { x: number; y: number }): CellKey | undefined {
  const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]');
  if (!cell) return undefined;
  return { lane: cell.dataset['lane']!, status: cell.dataset['column'] as TicketStatus };
}
