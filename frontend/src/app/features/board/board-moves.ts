import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Ticket, TicketChanges } from '../../core/api-types';
import { Toasts } from '../../core/toasts';
import { Undo } from '../../core/undo';
import { isStill } from '../../shared/former-values';
import { wayBack } from '../../shared/status-moves';
import { withChanges } from '../../shared/ticket-changes';
import { TicketEditor } from '../../shared/ticket-editor';
import { statusNames } from '../../shared/ticket-terms';
import { decides, UndoableChanges } from '../../shared/undoable-changes';
import { changesTo, mayStand, Place, placeName, placeOf } from './board-places';
import { BoardLanes } from './board-lanes';
import { BoardStore } from './board-store';
import { keepingFocus } from './card-focus';

const SHOWN_RETURNED_MS = 2_500;

interface Attempt {
  /** Makes a part of the change; null where it can't, and the steps make all of it. */
  before?: () => Promise<Ticket | null>;
  again?: () => void;
}

/** Puts tickets elsewhere on the board: shown at once, taken back when it fails, undone when it is regretted. */
@Injectable()
export class BoardMoves {
  private readonly store = inject(BoardStore);
  private readonly lanes = inject(BoardLanes);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly undos = inject(Undo);
  private readonly undoable = inject(UndoableChanges);
  private left = false;
  /** The card that went back to where it was, for as long as it should catch the eye. */
  readonly returned = signal<number | null>(null);

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.left = true));
  }

  /** True once the server agreed. */
  move(seen: Ticket, to: Place): Promise<boolean> {
    return this.undos.during(this.lanes.duringMove(() => this.moveNow(seen, to)));
  }

  private async moveNow(seen: Ticket, to: Place): Promise<boolean> {
    const ticket = this.store.find(seen.id) ?? seen;
    if (!mayStand(ticket, to.status)) {
      this.toasts.show({ tone: 'error', title: refusal(ticket, to) });
      return false;
    }
    const from = placeOf(ticket, this.lanes.kind());
    const changes = changesTo(to, ticket, this.lanes.kind());
    if (!Object.keys(changes).length) return false;
    const again = () => void this.move(ticket, to);
    const moved = await this.change(ticket, [changes], to, $localize`Couldn’t move #${ticket.id}:id:`, {
      again,
    });
    if (!moved) return false;
    this.undos.remember({
      title: $localize`#${ticket.id}:id: moved to ${this.nameOf(to)}:place:`,
      detail: ticket.title,
      // Away from the board there are no cards to put back, only the ticket.
      undo: () =>
        this.left
          ? this.undoable.takeBack(ticket, changes, { decided: decides(ticket, moved) })
          : this.lanes.duringMove(() => this.undo(moved, from, decides(ticket, moved))),
    });
    return true;
  }

  /** Where the ticket's life knows no move straight back, over the status between. */
  private async undo(moved: Ticket, from: Place, decided: boolean): Promise<void> {
    const [status, ...rest] = wayBack(moved.status, from.status);
    if (!status) return;
    const steps: TicketChanges[] = [
      changesTo({ lane: from.lane, status }, moved, this.lanes.kind()),
      ...rest.map((each) => ({ status: each })),
    ];
    const failed = $localize`Couldn’t undo the change to #${moved.id}:id:`;
    const before = decided ? () => this.undoable.undecided(moved.id) : undefined;
    if (await this.change(moved, steps, from, failed, { before }))
      this.toasts.success($localize`#${moved.id}:id: moved back to ${this.nameOf(from)}:place:`);
  }

  nameOf(place: Place): string {
    const lane = this.lanes.all().find(({ key }) => key === place.lane);
    return lane ? placeName(place, lane, this.lanes.kind()) : statusNames[place.status];
  }

  private async change(
    ticket: Ticket,
    steps: readonly TicketChanges[],
    to: Place,
    failed: string,
    given: Attempt,
  ): Promise<Ticket | null> {
    const from = placeOf(ticket, this.lanes.kind());
    const source = this.store.cell(from).list;
    let at = 0;
    keepingFocus(ticket.id, () => {
      at = source.take(ticket.id);
      this.store.cell(to).list.insert(this.asIfDone(ticket, steps, to));
    });
    this.lanes.recount(from, to);
    let now = ticket;
    try {
      now = (await given.before?.()) ?? now;
      for (const step of steps) {
        const left = unmade(step, now);
        if (!Object.keys(left).length) continue;
        const outcome = await this.editor.change(now, left);
        now = outcome.ticket;
        if (!outcome.applied) {
          this.putBack(now, to);
          return null;
        }
      }
    } catch (error) {
      this.putBack(now, to, now === ticket ? at : 0);
      this.toasts.failure(failed, error, given.again);
      return null;
    }
    keepingFocus(ticket.id, () => this.store.place(now, true));
    return now;
  }
  private putBack(ticket: Ticket, from: Place, at = 0): void {
    const home = placeOf(ticket, this.lanes.kind());
    keepingFocus(ticket.id, () => {
      this.store.cell(from).list.remove(ticket.id);
      this.store.cell(home).list.insert(ticket, at);
    });
    this.lanes.recount(from, home);
    this.returned.set(ticket.id);
    setTimeout(() => this.returned.update((id) => (id === ticket.id ? null : id)), SHOWN_RETURNED_MS);
  }
  private asIfDone(ticket: Ticket, steps: readonly TicketChanges[], to: Place): Ticket {
    const lane = this.lanes.all().find(({ key }) => key === to.lane);
    return steps.reduce((now, step) => withChanges(now, step, lane?.assignee), ticket);
  }
}

function refusal(ticket: Ticket, to: Place): string {
  const from = statusNames[ticket.status];
  return $localize`#${ticket.id}:id: can’t be moved from ${from}:from: to ${statusNames[to.status]}:to:`;
}

/** Whoever sets a value again that a ticket has decides about it. */
function unmade(step: TicketChanges, now: Ticket): TicketChanges {
  const fields = Object.entries(step).filter(([field, value]) => !isStill(now, { [field]: value }));
  return Object.fromEntries(fields);
}
