import { LiveAnnouncer } from '@angular/cdk/a11y';
import { computed, inject, Injectable, signal } from '@angular/core';
import { Ticket } from '../../core/api-types';
import { statuses, statusNames } from '../../shared/ticket-terms';
import { mayStand, Place, placeOf } from './board-places';
import { BoardMoves } from './board-moves';
import { BoardLanes } from './board-lanes';
import { Direction } from './board-walk';

/** The card that is under way: dragged by a pointer, or carried by keys, which also say where to. */
@Injectable()
export class BoardCarry {
  private readonly lanes = inject(BoardLanes);
  private readonly moves = inject(BoardMoves);
  private readonly announcer = inject(LiveAnnouncer);
  readonly dragged = signal<Ticket | null>(null);
  readonly carried = signal<{ ticket: Ticket; over: Place } | null>(null);
  readonly inHand = computed(() => this.dragged() ?? this.carried()?.ticket ?? null);

  pickUp(ticket: Ticket): void {
    this.carried.set({ ticket, over: placeOf(ticket, this.lanes.kind()) });
    const from = statusNames[ticket.status];
    this.say(
      $localize`Ticket ${ticket.id}:id: picked up from ${from}:from:. Press the arrow keys to move, Space to drop, Escape to cancel.`,
    );
  }

  /** To the next column that the ticket's life allows, or the next lane. */
  step(direction: Direction): void {
    const carried = this.carried();
    if (!carried) return;
    const over = this.beyond(carried.ticket, carried.over, direction);
    if (!over)
      return this.say($localize`Ticket ${carried.ticket.id}:id: can’t move further in this direction.`);
    this.carried.set({ ...carried, over });
    this.say(this.moves.nameOf(over));
  }

  drop(): void {
    const carried = this.carried();
    this.carried.set(null);
    if (!carried) return;
    const { ticket, over } = carried;
    const from = placeOf(ticket, this.lanes.kind());
    if (over.lane === from.lane && over.status === from.status)
      this.say($localize`Ticket ${ticket.id}:id: was not moved.`);
    else void this.moveAloud(ticket, over);
  }
  cancel(): void {
    const carried = this.carried();
    if (!carried) return;
    this.carried.set(null);
    this.say($localize`Ticket ${carried.ticket.id}:id: was not moved.`);
  }
  /** For those who don't see the card move. */
  async moveAloud(ticket: Ticket, to: Place): Promise<void> {
    const name = this.moves.nameOf(to);
    if (await this.moves.move(ticket, to))
      this.say($localize`Ticket ${ticket.id}:id: is now in ${name}:place:`);
  }

  private beyond(ticket: Ticket, over: Place, direction: Direction): Place | undefined {
    if (direction === 'up' || direction === 'down') {
      const keys = this.lanes.open().map(({ key }) => key);
      const lane = keys[keys.indexOf(over.lane) + (direction === 'down' ? 1 : -1)];
      return lane === undefined ? undefined : { ...over, lane };
    }
    const at = statuses.indexOf(over.status);
    const ahead = direction === 'right' ? statuses.slice(at + 1) : statuses.slice(0, at).reverse();
    const status = ahead.find((each) => mayStand(ticket, each));
    return status && { ...over, status };
  }
  private say(words: string): void {
    void this.announcer.announce(words, 'assertive');
  }
}
