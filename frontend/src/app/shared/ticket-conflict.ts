import { Ticket, TicketChanges } from '../core/api-types';
import { ChangedField, changedFields, conflictingFields, toApiField } from './ticket-changes';
import { formatDateTime } from './time-format';
import { categoryNames, isUndecided, priorityNames, statusNames } from '../core/ticket-labels';

/** Concurrent changes of two users to a ticket, to be resolved by the second. */
export interface TicketConflict {
  /** The ticket as the user saw it; `current` includes the other user's changes. */
  base: Ticket;
  current: Ticket;
  changes: TicketChanges;
  /** Fields changed by both to different values. */
  fields: readonly ChangedField[];
  /** Fields changed only by the other user. Always retained. */
  otherFields: readonly ChangedField[];
}

export type ConflictSide = 'theirs' | 'mine';

/** Returns null if the current ticket differs only in invisible fields or by triage. */
export function detectConflict(changes: TicketChanges, base: Ticket, current: Ticket): TicketConflict | null {
  const fields = conflictingFields(changes, base, current).filter(
    (field) => JSON.stringify(changes[toApiField(field)]) !== JSON.stringify(toApiValue(current, field)),
  );
  const otherFields = changedFields(base, current).filter(
    (field) => !(toApiField(field) in changes) && !isTriageChange(field, current),
  );
  return fields.length || otherFields.length ? { base, current, changes, fields, otherFields } : null;
}

/** Changes to submit: all except the fields for which the other value was chosen. */
export function resolveConflict(
  { changes, fields }: TicketConflict,
  sides: Partial<Record<ChangedField, ConflictSide>>,
): TicketChanges {
  const keptFields = fields.filter((field) => sides[field] !== 'mine').map(toApiField);
  return Object.fromEntries(
    Object.entries(changes).filter(([name]) => !keptFields.includes(name as keyof TicketChanges)),
  );
}

export function formatTheirs({ current }: TicketConflict, field: ChangedField): string {
  if (field === 'team') return current.team.name;
  return formatValue(field, toApiValue(current, field), (id) =>
    id === current.assignee?.id ? current.assignee.name : null,
  );
}
export function formatMine(
  { changes }: TicketConflict,
  field: ChangedField,
  nameOf: (agentId: number) => string,
  topicName: (id: number) => string = String,
): string {
  return formatValue(field, changes[toApiField(field)], nameOf, topicName);
}

type Reference = NonNullable<Ticket['topic']>;

function toApiValue(ticket: Ticket, field: ChangedField): unknown {
  if (field === 'team') return ticket.team.id;
  return field === 'assignee' ? (ticket.assignee?.id ?? null) : ticket[field];
}
function isTriageChange(field: ChangedField, now: Ticket): boolean {
  return ['category', 'priority', 'topic'].includes(field) && isUndecided(now.triage.state);
}

function formatValue(
  field: ChangedField,
  value: unknown,
  nameOf: (agentId: number) => string | null,
  topicName: (id: number) => string = String,
): string {
  if (field === 'assignee')
    return value === null ? $localize`Unassigned` : (nameOf(Number(value)) ?? $localize`Agent ${value}:id:`);
  if (field === 'status') return statusNames[value as Ticket['status']];
  if (field === 'priority') return priorityNames[value as Ticket['priority']];
  if (field === 'category') return categoryNames[value as Ticket['category']];
  if (field === 'snoozed_until' || field === 'due_at')
    return value === null ? $localize`None` : formatDateTime(value as string);
  if (field === 'topic') {
    if (value === null) return $localize`No topic`;
    return typeof value === 'number' ? topicName(value) : (value as Reference).name;
  }
  if (field === 'tags') return (value as string[]).join(', ') || $localize`No tags`;
  if (field === 'requester') {
    const { name, email } = (value ?? {}) as { name?: string | null; email?: string | null };
    return [name, email].filter(Boolean).join(', ') || $localize`Unknown`;
  }
  return String(value);
}
