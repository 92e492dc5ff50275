import { LiveAnnouncer } from '@angular/cdk/a11y';
import { computed, inject, Injectable, signal } from '@angular/core';
import { Ticket } from '../../core/api-types';
import { statuses, statusNames } from '../../core/ticket-labels';
import { canDrop, CellKey, cellKeyOf } from './board-cell-key';
import { BoardMoves } from './board-moves';
import { BoardLaneStore } from './board-lane-store';
import { Direction } from './board-navigation';

/** The card being moved, by pointer or by keyboard with a target cell. */
@Injectable()
export class CardDragState {
  private readonly lanes = inject(BoardLaneStore);
  private readonly moves = inject(BoardMoves);
  private readonly announcer = inject(LiveAnnouncer);
  readonly draggedTicket = signal<Ticket | null>(null);
  readonly keyboardDrag = signal<{ ticket: Ticket; over: CellKey } | null>(null);
  readonly activeTicket = computed(() => this.draggedTicket() ?? this.keyboardDrag()?.ticket ?? null);

  pickUp(ticket: Ticket): void {
    this.keyboardDrag.set({ ticket, over: cellKeyOf(ticket, this.lanes.kind()) });
    const from = statusNames[ticket.status];
    this.announce(
      $localize`Ticket ${ticket.id}:id: picked up from ${from}:from:. Press the arrow keys to move, Space to drop, Escape to cancel.`,
    );
  }

  /** Moves the target to the next allowed column or the next lane. */
  moveTarget(direction: Direction): void {
    const drag = this.keyboardDrag();
    if (!drag) return;
    const target = this.nextTarget(drag.ticket, drag.over, direction);
    if (!target)
      return this.announce($localize`Ticket ${drag.ticket.id}:id: can’t move further in this direction.`);
    this.keyboardDrag.set({ ...drag, over: target });
    this.announce(this.moves.nameOf(target));
  }

  drop(): void {
    const drag = this.keyboardDrag();
    this.keyboardDrag.set(null);
    if (!drag) return;
    const { ticket, over: target } = drag;
    const from = cellKeyOf(ticket, this.lanes.kind());
    if (target.lane === from.lane && target.status === from.status)
      this.announce($localize`Ticket ${ticket.id}:id: was not moved.`);
    else void this.moveAndAnnounce(ticket, target);
  }
  cancel(): void {
    const drag = this.keyboardDrag();
    if (!drag) return;
    this.keyboardDrag.set(null);
    this.announce($localize`Ticket ${drag.ticket.id}:id: was not moved.`);
  }
  /** Moves the ticket and announces it to screen readers. */
  async moveAndAnnounce(ticket: Ticket, to: CellKey): Promise<void> {
    const name = this.moves.nameOf(to);
    if (await this.moves.move(ticket, to))
      this.announce($localize`Ticket ${ticket.id}:id: is now in ${name}:place:`);
  }

  private nextTarget(ticket: Ticket, target: CellKey, direction: Direction): CellKey | undefined {
    if (direction === 'up' || direction === 'down') {
      const keys = this.lanes.expanded().map(({ key }) => key);
      const lane = keys[keys.indexOf(target.lane) + (direction === 'down' ? 1 : -1)];
      return lane === undefined ? undefined : { ...target, lane };
    }
    const index = statuses.indexOf(target.status);
    const ahead = direction === 'right' ? statuses.slice(index + 1) : statuses.slice(0, index).reverse();
    const status = ahead.find((candidate) => canDrop(ticket, candidate));
    return status && { ...target, status };
  }
  private announce(message: string): void {
    void this.announcer.announce(message, 'assertive');
  }
}
