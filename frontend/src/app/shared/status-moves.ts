import { TicketStatus } from '../core/api-types';

/** The ticket's life. The server decides; this is so that nobody is offered a move that it will refuse. */
const allowed: Record<TicketStatus, readonly TicketStatus[]> = {
  open: ['in_progress', 'resolved'],
  in_progress: ['open', 'resolved'],
  resolved: ['closed', 'open'],
  closed: ['open'],
};

export function allowedMoves(from: TicketStatus): readonly TicketStatus[] {
  return allowed[from];
}

export function mayMove(from: TicketStatus, to: TicketStatus): boolean {
  return allowed[from].includes(to);
}

/** What a move is called on a button. */
export function moveName(from: TicketStatus, to: TicketStatus): string {
  if (to === 'open') return from === 'in_progress' ? $localize`Back to open` : $localize`Reopen`;
  return { in_progress: $localize`Start work`, resolved: $localize`Resolve`, closed: $localize`Close` }[to];
}
