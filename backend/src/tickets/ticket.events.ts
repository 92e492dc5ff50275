import type { Ticket } from './ticket.entity.js';

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
  /** What the requester knows as the version. */
  publicVersion: number;
  /** Whose ticket it is: of all requesters, only they hear of it. */
  requesterId: number | null;
  /** An internal note, of which no requester hears. */
  internal: boolean;
  /** True where an answer of the model is owed from now on. */
  triagePending: boolean;
}

export function ticketEvent(
  name: TicketEventName,
  ticket: Pick<Ticket, 'id' | 'version' | 'internalUpdates' | 'requesterId' | 'triageState' | 'deletedAt'>,
  { internal = false } = {},
): TicketEvent {
  const { id, version, internalUpdates, requesterId, triageState, deletedAt } = ticket;
  const triageOwed = triageState === 'pending' && !deletedAt;
  return {
    name,
    id,
    version,
    publicVersion: version - internalUpdates,
    requesterId,
    internal,
    triagePending: triageOwed,
  };
}

/** A suggestion has been applied, or put back. */
export function ticketTriaged(
  id: number,
  { version, publicVersion, requesterId }: Pick<TicketEvent, 'version' | 'publicVersion' | 'requesterId'>,
): TicketEvent {
  return {
    name: 'ticket.triaged',
    id,
    version,
    publicVersion,
    requesterId,
    internal: false,
    triagePending: false,
  };
}

/** Who has a ticket open has changed. Announced as `viewers.changed`. */
export interface ViewersChanged {
  ticketId: number;
}
