import { Ticket, TicketChanges, TicketListQuery, TicketStatus } from '../../core/api-types';
import { canTransition } from '../../shared/status-transitions';
import { priorities, priorityNames, statusNames } from '../../shared/ticket-labels';

export const LANE_KINDS = ['none', 'priority', 'assignee'] as const;
/** What the lanes of the board stand for. */
export type LaneKind = (typeof LANE_KINDS)[number];

export interface Lane {
  /** A priority, an agent's id, `none` for nobody, or `all` where there are no lanes: as the server's counts say it. */
  key: string;
  name: string;
  /** Who gets a ticket that is put here, where the lanes are people. */
  assignee: Ticket['assignee'];
}

/** One cell of the board. */
export interface CellKey {
  lane: string;
  status: TicketStatus;
}

/** The lanes that are there whatever the tickets are; those of people come with the counts. */
export function fixedLanes(kind: LaneKind): readonly Lane[] {
  if (kind === 'priority')
    return priorities.map((key) => ({ key, name: priorityNames[key], assignee: null }));
  return kind === 'none' ? [{ key: 'all', name: $localize`All tickets`, assignee: null }] : [];
}

export function assigneeLane(key: string, assignee: Ticket['assignee']): Lane {
  return { key, assignee, name: assignee?.name ?? $localize`Unassigned` };
}

export function cellKeyOf(ticket: Ticket, kind: LaneKind): CellKey {
  const lane = { none: 'all', priority: ticket.priority, assignee: String(ticket.assignee?.id ?? 'none') };
  return { lane: lane[kind], status: ticket.status };
}

export function cellQuery({ lane, status }: CellKey, kind: LaneKind): TicketListQuery {
  const query: TicketListQuery = { status: [status] };
  if (kind === 'priority') query.priority = priorities.filter((priority) => priority === lane);
  if (kind === 'assignee') query.assignee = [lane];
  return query;
}

/** All that a ticket needs to stand at the place, in one change. */
export function changesTo(to: CellKey, ticket: Ticket, kind: LaneKind): TicketChanges {
  const from = cellKeyOf(ticket, kind);
  const changes: TicketChanges = {};
  if (to.status !== from.status) changes.status = to.status;
  if (to.lane === from.lane) return changes;
  if (kind === 'priority') changes.priority = priorities.find((priority) => priority === to.lane);
  if (kind === 'assignee') changes.assignee_id = to.lane === 'none' ? null : Number(to.lane);
  return changes;
}

/** Staying is always possible; a lane can be left for any other. */
export function canDrop(ticket: Ticket, status: TicketStatus): boolean {
  return ticket.status === status || canTransition(ticket.status, status);
}

export function cellLabel({ status }: CellKey, lane: Lane, kind: LaneKind): string {
  return kind === 'none' ? statusNames[status] : `${statusNames[status]} · ${lane.name}`;
}
