export const TICKET_EVENTS = [
  'ticket.created',
  'ticket.updated',
  'ticket.triaged',
  'ticket.deleted',
] as const;
export type TicketEventName = (typeof TICKET_EVENTS)[number];

/** Announced inside the process once the change is committed; carries no more than what tells where to look. */
export interface TicketEvent {
  name: TicketEventName;
  id: number;
  version: number;
  /** Whose ticket it is: of all requesters, only they hear of it. */
  requesterId: number | null;
  /** An internal note, of which no requester hears. */
  internal: boolean;
  /** True where an answer of the model is owed from now on. */
  triageOwed: boolean;
}

/** A suggestion has been applied, or put back. */
export function ticketTriaged(
  id: number,
  { version, requesterId }: Pick<TicketEvent, 'version' | 'requesterId'>,
): TicketEvent {
  return { name: 'ticket.triaged', id, version, requesterId, internal: false, triageOwed: false };
}

/** Who has a ticket open has changed. Announced as `viewers.changed`. */
export interface ViewersChanged {
  ticketId: number;
}
