import { statusTransitions } from '../api/vocabulary';
import { TicketStatus } from '../core/api-types';
import { statuses } from './ticket-labels';

/** The usual next one is first. */
export function allowedTransitions(from: TicketStatus): readonly TicketStatus[] {
  return statusTransitions[from];
}

export function canTransition(from: TicketStatus, to: TicketStatus): boolean {
  return allowedTransitions(from).includes(to);
}

/** The moves that lead from one status to another: not every move has one straight back. */
export function reverseTransition(from: TicketStatus, to: TicketStatus): TicketStatus[] {
  if (from === to || canTransition(from, to)) return [to];
  const via = statuses.find((status) => canTransition(from, status) && canTransition(status, to));
  return via ? [via, to] : [];
}

/** What a move is called on a button. */
export function transitionLabel(from: TicketStatus, to: TicketStatus): string {
  if (to === 'open') return from === 'in_progress' ? $localize`Move to Open` : $localize`Reopen`;
  return { in_progress: $localize`Start progress`, resolved: $localize`Resolve`, closed: $localize`Close` }[
    to
  ];
}
