import type { Status } from './ticket.values.js';

/** The moves that a ticket's life allows: status → the statuses that may follow it. */
export const STATUS_MOVES: Readonly<Record<Status, readonly Status[]>> = {
  open: ['in_progress', 'resolved'],
  in_progress: ['open', 'resolved'],
  resolved: ['closed', 'open'],
  closed: ['open'],
};

export function mayMove(from: Status, to: Status): boolean {
  return from === to || STATUS_MOVES[from].includes(to);
}

/** Both statuses count as solved; `resolved_at` is set in exactly these. */
export function isResolved(status: Status): boolean {
  return status === 'resolved' || status === 'closed';
}
