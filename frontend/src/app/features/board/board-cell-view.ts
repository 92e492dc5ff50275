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
import { Failure } from '../../shared/notice';
import { statusNames } from '../../shared/ticket-terms';
import { count, totalInWords } from '../../shared/total-words';
import { BoardCard } from './board-card';
import { BoardCarry } from './board-carry';
import { BoardCell } from './board-cell';
import { Lane, mayStand, Place } from './board-places';
import { BoardMoves } from './board-moves';
import { BoardLanes } from './board-lanes';
import { BoardStore } from './board-store';
import { focusCardIn } from './card-focus';

/** One cell of the board: reads its tickets when it comes into sight, and takes cards in. */
@Component({
  selector: 'tiq-board-cell',
  imports: [BoardCard, CdkDrag, CdkDropList, Failure, Icon],
  host: {
    role: 'group',
    tabindex: '-1',
    class: 'flex min-h-0 flex-col rounded-xl bg-sunken',
    '[class.max-h-104]': "lanes.kind() !== 'none'",
    '[class.opacity-40]': 'refuses()',
    '[class]': "isTarget() ? 'outline-2 -outline-offset-2 outline-dashed outline-accent' : ''",
    '[attr.aria-labelledby]': 'headingId()',
    '[attr.data-column]': 'status()',
    '[attr.data-lane]': 'lane().key',
  },
  templateUrl: './board-cell-view.html',
})
export class BoardCellView {
  protected readonly store = inject(BoardStore);
  protected readonly lanes = inject(BoardLanes);
  protected readonly carry = inject(BoardCarry);
  protected readonly moves = inject(BoardMoves);
  readonly cell = input.required<BoardCell>();
  readonly lane = input.required<Lane>();
  protected readonly status = computed(() => this.cell().place.status);
  protected readonly list = computed(() => this.cell().list);
  protected readonly headingId = computed(() => `cell-${this.lane().key}-${this.status()}`);
  protected readonly statusNames = statusNames;
  private readonly seen = signal(false);

  protected readonly counted = computed(() => {
    const known = this.store.filtered() ? null : this.lanes.countOf(this.cell().place);
    const total = this.list().total();
    return known !== null ? count(known) : total ? totalInWords(total) : '';
  });
  protected readonly refuses = computed(() => {
    const ticket = this.carry.inHand();
    return ticket !== null && !mayStand(ticket, this.status());
  });
  protected readonly isTarget = computed(() => {
    const over = this.carry.carried()?.over;
    return over?.lane === this.lane().key && over.status === this.status();
  });

  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  constructor() {
    const element = this.element;
    const sight = new IntersectionObserver(
      (entries) => this.seen.update((seen) => seen || entries.some((each) => each.isIntersecting)),
      { rootMargin: '200px' },
    );
    sight.observe(element);
    inject(DestroyRef).onDestroy(() => sight.disconnect());
    effect(() => {
      const cell = this.cell();
      if (this.seen()) untracked(() => this.store.reach(cell));
    });
    effect(() => {
      if (this.isTarget()) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  }

  protected readonly mayEnter = (drag: CdkDrag<Ticket>, list: CdkDropList<Place>) =>
    mayStand(drag.data, list.data.status);

  /** The button that asks for it goes: the focus goes to the cell, or on to what came. */
  protected async read(keepShowing: boolean): Promise<void> {
    this.element.focus();
    await this.store.load(this.cell(), keepShowing);
  }
  protected async more(): Promise<void> {
    const shown = this.list().tickets().length;
    this.element.focus({ preventScroll: true });
    await this.store.more(this.cell());
    const next = this.list().tickets()[shown];
    if (next) focusCardIn(next.id, this.status());
  }

  protected drop(event: CdkDragDrop<Place, Place, Ticket>): void {
    // A card stays with the last cell that took it in; let go of elsewhere, it must not land there.
    const to = event.isPointerOverContainer ? event.container.data : placeAt(event.dropPoint);
    if (to) void this.carry.moveAloud(event.item.data, to);
  }
  protected moveByMenu(ticket: Ticket, status: TicketStatus): void {
    void this.carry.moveAloud(ticket, { lane: this.lane().key, status });
    // The menu that had the focus is gone.
    focusCardIn(ticket.id, status);
  }
}

function placeAt({ x, y }: { x: number; y: number }): Place | undefined {
  const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]');
  if (!cell) return undefined;
  return { lane: cell.dataset['lane']!, status: cell.dataset['column'] as TicketStatus };
}
