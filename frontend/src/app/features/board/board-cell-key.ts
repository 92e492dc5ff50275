import { Ticket, TicketChanges, TicketListQuery, TicketStatus } from '../../core/api-types';
import { canTransition } from '../../shared/status-transitions';
import { priorities, priorityNames, statusNames } from '../../core/ticket-labels';

export const LANE_KINDS = ['none', 'priority', 'assignee', 'team'] as const;
/** Grouping of the board's lanes. */
export type LaneKind = (typeof LANE_KINDS)[number];

export interface Lane {
  /** Priority, agent or team id, `none` (unassigned) or `all` (no lanes), as in the server's counts. */
  key: string;
  name: string;
  /** Assignee of the lane; null if lanes are not assignees. */
  assignee: Ticket['assignee'];
}

/** Identifies a cell of the board. */
export interface CellKey {
  lane: string;
  status: TicketStatus;
}

/** Lanes that don't depend on tickets; assignee and team lanes come with the counts. */
export function fixedLanes(kind: LaneKind): readonly Lane[] {
  if (kind === 'priority')
    return priorities.map((key) => ({ key, name: priorityNames[key], assignee: null }));
  return kind === 'none' ? [{ key: 'all', name: $localize`All tickets`, assignee: null }] : [];
}

export function assigneeLane(key: string, assignee: Ticket['assignee']): Lane {
  return { key, assignee, name: assignee?.name ?? $localize`Unassigned` };
}

export function cellKeyOf(ticket: Ticket, kind: LaneKind): CellKey {
  const lane = {
    none: 'all',
    priority: ticket.priority,
    assignee: String(ticket.assignee?.id ?? 'none'),
    team: String(ticket.team.id),
  };
  return { lane: lane[kind], status: ticket.status };
}

export function cellQuery({ lane, status }: CellKey, kind: LaneKind): TicketListQuery {
  const query: TicketListQuery = { status: [status] };
  if (kind === 'priority') query.priority = priorities.filter((priority) => priority === lane);
  if (kind === 'assignee') query.assignee = [lane];
  if (kind === 'team') query.team = [Number(lane)];
  return query;
}

/** Changes that move the ticket to the cell. */
export function changesTo(to: CellKey, ticket: Ticket, kind: LaneKind): TicketChanges {
  const from = cellKeyOf(ticket, kind);
  const changes: TicketChanges = {};
  if (to.status !== from.status) changes.status = to.status;
  if (to.lane === from.lane) return changes;
  if (kind === 'priority') changes.priority = priorities.find((priority) => priority === to.lane);
  if (kind === 'team') changes.team_id = Number(to.lane);
  if (kind === 'assignee') changes.assignee_id = to.lane === 'none' ? null : Number(to.lane);
  return changes;
}

/** Whether the ticket can be dropped in the status. Lanes are not restricted. */
export function canDrop(ticket: Ticket, status: TicketStatus): boolean {
  return ticket.status === status || canTransition(ticket.status, status);
}

export function cellLabel({ status }: CellKey, lane: Lane, kind: LaneKind): string {
  return kind === 'none' ? statusNames[status] : `${statusNames[status]} · ${lane.name}`;
}
