import type { Ticket } from './ticket.entity.js';

export const TICKET_EVENTS = [
  'ticket.created',
  'ticket.updated',
  'ticket.triaged',
  'ticket.deleted',
] as const;
export type TicketEventName = (typeof TICKET_EVENTS)[number];

/** Emitted within the process after the change is committed. Listeners read everything else from the database. */
export interface TicketEvent {
  name: TicketEventName;
  id: number;
  version: number;
  /** The version that the requester sees. */
  publicVersion: number;
  /** The ticket's team and, if it was moved, the former one. */
  teamIds: number[];
  /** The only requester who is notified of the event; null if there is none. */
  requesterId: number | null;
  /** Whether the event is hidden from the requester. */
  internal: boolean;
  /** Whether the change makes the ticket due for triage. */
  triagePending: boolean;
}

export interface TicketEventOptions {
  internal?: boolean;
  /** The team before the change. */
  formerTeamId?: number;
}

export function ticketEvent(
  name: TicketEventName,
  ticket: Pick<
    Ticket,
    'id' | 'version' | 'internalUpdates' | 'teamId' | 'requesterId' | 'triageState' | 'deletedAt'
  >,
  { internal = false, formerTeamId = ticket.teamId }: TicketEventOptions = {},
): TicketEvent {
  const { id, version, internalUpdates, teamId, requesterId, triageState, deletedAt } = ticket;
  const triageOwed = triageState === 'pending' && !deletedAt;
  return {
    name,
    id,
    version,
    publicVersion: version - internalUpdates,
    teamIds: [...new Set([teamId, formerTeamId])],
    requesterId,
    internal,
    triagePending: triageOwed,
  };
}

/** A suggestion was applied or reverted. */
export function ticketTriaged(
  id: number,
  {
    version,
    publicVersion,
    teamId,
    requesterId,
  }: Pick<TicketEvent, 'version' | 'publicVersion' | 'requesterId'> & { teamId: number },
): TicketEvent {
  return {
    name: 'ticket.triaged',
    id,
    version,
    publicVersion,
    teamIds: [teamId],
    requesterId,
    internal: false,
    triagePending: false,
  };
}

/** Emitted as `viewers.changed` when the agents who have a ticket open change. */
export interface ViewersChanged {
  ticketId: number;
  teamId: number;
}
