import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Ticket, TicketChanges } from '../../core/api-types';
import { Toasts } from '../../core/toasts';
import { UndoStack } from '../../core/undo-stack';
import { isUnchangedSince } from '../../shared/previous-values';
import { reverseTransition } from '../../shared/status-transitions';
import { withChanges } from '../../shared/ticket-changes';
import { TicketEditor } from '../../shared/ticket-editor';
import { statusNames } from '../../core/ticket-labels';
import { decides, UndoableChanges } from '../../shared/undoable-changes';
import { changesTo, canDrop, CellKey, cellLabel, cellKeyOf } from './board-cell-key';
import { BoardLaneStore } from './board-lane-store';
import { BoardStore } from './board-store';
import { preserveFocus } from './card-focus';

const REVERTED_HIGHLIGHT_MS = 2_500;

interface Attempt {
  /** Applies part of the changes first; null if not possible, then the steps apply all of them. */
  before?: () => Promise<Ticket | null>;
  again?: () => void;
}

/** Optimistic, undoable moves of tickets on the board. */
@Injectable()
export class BoardMoves {
  private readonly store = inject(BoardStore);
  private readonly lanes = inject(BoardLaneStore);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly undoStack = inject(UndoStack);
  private readonly undoableChanges = inject(UndoableChanges);
  private destroyed = false;
  /** Id of the card that was just moved back. */
  readonly revertedId = signal<number | null>(null);

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.destroyed = true));
  }

  /** Resolves with true once the server has accepted the move. */
  move(snapshot: Ticket, to: CellKey): Promise<boolean> {
    return this.undoStack.track(this.lanes.duringMove(() => this.performMove(snapshot, to)));
  }

  private async performMove(snapshot: Ticket, to: CellKey): Promise<boolean> {
    const ticket = this.store.find(snapshot.id) ?? snapshot;
    if (!canDrop(ticket, to.status)) {
      this.toasts.show({ tone: 'error', title: rejectionMessage(ticket, to) });
      return false;
    }
    const from = cellKeyOf(ticket, this.lanes.kind());
    const changes = changesTo(to, ticket, this.lanes.kind());
    if (!Object.keys(changes).length) return false;
    const retry = () => void this.move(ticket, to);
    const moved = await this.applySteps(ticket, [changes], to, $localize`Couldn’t move #${ticket.id}:id:`, {
      again: retry,
    });
    if (!moved) return false;
    this.undoStack.push({
      title: $localize`#${ticket.id}:id: moved to ${this.nameOf(to)}:place:`,
      detail: ticket.title,
      // After leaving the board, only the ticket can be reverted.
      undo: () =>
        this.destroyed
          ? this.undoableChanges.revert(ticket, changes, { isDecision: decides(ticket, moved) })
          : this.lanes.duringMove(() => this.undoMove(moved, from, decides(ticket, moved))),
    });
    return true;
  }

  /** Moves back via an intermediate status if there is no direct transition. */
  private async undoMove(moved: Ticket, from: CellKey, decided: boolean): Promise<void> {
    const [status, ...rest] = reverseTransition(moved.status, from.status);
    if (!status) return;
    const steps: TicketChanges[] = [
      changesTo({ lane: from.lane, status }, moved, this.lanes.kind()),
      ...rest.map((next) => ({ status: next })),
    ];
    const failed = $localize`Couldn’t undo the change to #${moved.id}:id:`;
    const before = decided ? () => this.undoableChanges.undoDecision(moved.id) : undefined;
    if (await this.applySteps(moved, steps, from, failed, { before }))
      this.toasts.showSuccess($localize`#${moved.id}:id: moved back to ${this.nameOf(from)}:place:`);
  }

  nameOf(cell: CellKey): string {
    const lane = this.lanes.all().find(({ key }) => key === cell.lane);
    return lane ? cellLabel(cell, lane, this.lanes.kind()) : statusNames[cell.status];
  }

  private async applySteps(
    ticket: Ticket,
    steps: readonly TicketChanges[],
    to: CellKey,
    failed: string,
    attempt: Attempt,
  ): Promise<Ticket | null> {
    const from = cellKeyOf(ticket, this.lanes.kind());
    const source = this.store.cell(from).list;
    let index = 0;
    preserveFocus(ticket.id, () => {
      index = source.removeAt(ticket.id);
      this.store.cell(to).list.insert(this.withSteps(ticket, steps, to));
    });
    this.lanes.adjustCounts(from, to);
    let now = ticket;
    try {
      now = (await attempt.before?.()) ?? now;
      for (const step of steps) {
        const remaining = omitUnchanged(step, now);
        if (!Object.keys(remaining).length) continue;
        const outcome = await this.editor.update(now, remaining);
        now = outcome.ticket;
        if (!outcome.applied) {
          this.revert(now, to);
          return null;
        }
      }
    } catch (error) {
      this.revert(now, to, now === ticket ? index : 0);
      this.toasts.showError(failed, error, attempt.again);
      return null;
    }
    preserveFocus(ticket.id, () => this.store.placeTicket(now, true));
    return now;
  }
  private revert(ticket: Ticket, from: CellKey, index = 0): void {
    const home = cellKeyOf(ticket, this.lanes.kind());
    preserveFocus(ticket.id, () => {
      this.store.cell(from).list.remove(ticket.id);
      this.store.cell(home).list.insert(ticket, index);
    });
    this.lanes.adjustCounts(from, home);
    this.revertedId.set(ticket.id);
    setTimeout(() => this.revertedId.update((id) => (id === ticket.id ? null : id)), REVERTED_HIGHLIGHT_MS);
  }
  private withSteps(ticket: Ticket, steps: readonly TicketChanges[], to: CellKey): Ticket {
    const lane = this.lanes.all().find(({ key }) => key === to.lane);
    return steps.reduce((now, step) => withChanges(now, step, lane?.assignee), ticket);
  }
}

function rejectionMessage(ticket: Ticket, to: CellKey): string {
  const from = statusNames[ticket.status];
  return $localize`#${ticket.id}:id: can’t be moved from ${from}:from: to ${statusNames[to.status]}:to:`;
}

/**
 * Omits values that the ticket already has, because setting them again would count as a decision.
 */
function omitUnchanged(step: TicketChanges, now: Ticket): TicketChanges {
  const fields = Object.entries(step).filter(([field, value]) => !isUnchangedSince(now, { [field]: value }));
  return Object.fromEntries(fields);
}
