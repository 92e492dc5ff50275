import { Ticket, TicketChanges } from '../core/api-types';
import { ChangedField, changedFields, conflictingFields } from './ticket-changes';
import { categoryNames, isMachines, priorityNames, statusNames } from './ticket-terms';

/** Two people changed one ticket: what each wants, for the second of them to decide. */
export interface TicketConflict {
  /** The ticket as the person saw it when the change was made, and as the other has left it. */
  seen: Ticket;
  now: Ticket;
  wanted: TicketChanges;
  /** What both changed, and differently. */
  fields: readonly ChangedField[];
  /** What only the other changed: it stands, whatever is decided. */
  others: readonly ChangedField[];
}

export type Choice = 'theirs' | 'mine';

/** Null where nobody has to decide: the other did nothing that a person would see, or the machine did it. */
export function conflictBetween(wanted: TicketChanges, seen: Ticket, now: Ticket): TicketConflict | null {
  const fields = conflictingFields(wanted, seen, now).filter(
    (field) => JSON.stringify(wanted[wireName(field)]) !== JSON.stringify(wireValue(now, field)),
  );
  const others = changedFields(seen, now).filter(
    (field) => !(wireName(field) in wanted) && !isMachinesDoing(field, now),
  );
  return fields.length || others.length ? { seen, now, wanted, fields, others } : null;
}

/** What is left to send: everything that was wanted, but for the fields in which theirs is kept. */
export function settle(
  { wanted, fields }: TicketConflict,
  choices: Partial<Record<ChangedField, Choice>>,
): TicketChanges {
  const kept = fields.filter((field) => choices[field] !== 'mine').map(wireName);
  return Object.fromEntries(
    Object.entries(wanted).filter(([name]) => !kept.includes(name as keyof TicketChanges)),
  );
}

export function theirsInWords({ now }: TicketConflict, field: ChangedField): string {
  return inWords(field, wireValue(now, field), (id) => (id === now.assignee?.id ? now.assignee.name : null));
}
export function mineInWords(
  { wanted }: TicketConflict,
  field: ChangedField,
  nameOf: (agentId: number) => string,
): string {
  return inWords(field, wanted[wireName(field)], nameOf);
}

function wireName(field: ChangedField): keyof TicketChanges {
  return field === 'assignee' ? 'assignee_id' : field;
}
function wireValue(ticket: Ticket, field: ChangedField): unknown {
  return field === 'assignee' ? (ticket.assignee?.id ?? null) : ticket[field];
}
function isMachinesDoing(field: ChangedField, now: Ticket): boolean {
  return (field === 'category' || field === 'priority') && isMachines(now.triage.state);
}

function inWords(field: ChangedField, value: unknown, nameOf: (agentId: number) => string | null): string {
  if (field === 'assignee')
    return value === null ? $localize`Unassigned` : (nameOf(Number(value)) ?? $localize`Agent ${value}:id:`);
  if (field === 'status') return statusNames[value as Ticket['status']];
  if (field === 'priority') return priorityNames[value as Ticket['priority']];
  if (field === 'category') return categoryNames[value as Ticket['category']];
  if (field === 'tags') return (value as string[]).join(', ') || $localize`No tags`;
  if (field === 'requester') {
    const { name, email } = (value ?? {}) as { name?: string | null; email?: string | null };
    return [name, email].filter(Boolean).join(', ') || $localize`Unknown`;
  }
  return String(value);
}
