import { statusTransitions } from '../api/vocabulary';
import { TicketStatus } from '../core/api-types';
import { isResolved, statuses } from '../core/ticket-labels';

/** Allowed target statuses, most common first. */
export function allowedTransitions(from: TicketStatus): readonly TicketStatus[] {
  return statusTransitions[from];
}

export function canTransition(from: TicketStatus, to: TicketStatus): boolean {
  return allowedTransitions(from).includes(to);
}

/** Path between two statuses with at most one intermediate status; empty if there is none. */
export function reverseTransition(from: TicketStatus, to: TicketStatus): TicketStatus[] {
  if (from === to || canTransition(from, to)) return [to];
  const via = statuses.find((status) => canTransition(from, status) && canTransition(status, to));
  return via ? [via, to] : [];
}

/** Button label of a transition. */
export function transitionLabel(from: TicketStatus, to: TicketStatus): string {
  if (to === 'open') return isResolved(from) ? $localize`Reopen` : $localize`Move to Open`;
  return {
    in_progress: $localize`Start progress`,
    waiting: $localize`Wait for requester`,
    resolved: $localize`Resolve`,
    closed: $localize`Close`,
  }[to];
}
