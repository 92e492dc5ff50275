import { statusTransitions } from '../api/vocabulary';
import { TicketStatus } from '../core/api-types';
import { statuses } from './ticket-terms';

/** The usual next one is first. */
export function allowedMoves(from: TicketStatus): readonly TicketStatus[] {
  return statusTransitions[from];
}

export function mayMove(from: TicketStatus, to: TicketStatus): boolean {
  return allowedMoves(from).includes(to);
}

/** The moves that lead from one status to another: not every move has one straight back. */
export function wayBack(from: TicketStatus, to: TicketStatus): TicketStatus[] {
  if (from === to || mayMove(from, to)) return [to];
  const over = statuses.find((each) => mayMove(from, each) && mayMove(each, to));
  return over ? [over, to] : [];
}

/** What a move is called on a button. */
export function moveName(from: TicketStatus, to: TicketStatus): string {
  if (to === 'open') return from === 'in_progress' ? $localize`Move to Open` : $localize`Reopen`;
  return { in_progress: $localize`Start progress`, resolved: $localize`Resolve`, closed: $localize`Close` }[
    to
  ];
}
