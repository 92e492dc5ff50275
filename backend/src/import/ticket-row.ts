import { normalizeEmail } from '../config/email-address.js';
import { DEFAULT_CATEGORY, DEFAULT_PRIORITY, isResolved, isUndecided } from '../vocabulary/index.js';
import type { ImportedTicket } from './dto/imported-ticket.dto.js';

/** Converts a ticket to the row that `ticket-imports.repository.ts` inserts: columns, history and messages. */
export function toTicketRow(ticket: ImportedTicket, now: Date): Record<string, unknown> {
  const { category, priority, requester, triage } = ticket;
  // Some help desks list messages newest first; messages of the same time keep their order.
  const messages = (ticket.messages ?? []).toSorted(
    (a, b) => a.created_at.getTime() - b.created_at.getTime(),
  );
  const times = messages.map(({ created_at }) => created_at);
  // Without a creation time, uses the earliest known time of the ticket.
  const created =
    ticket.created_at ??
    [ticket.updated_at, ticket.first_response_at, ticket.resolved_at, ...times].reduce<Date>(earlier, now);
  const resolved = isResolved(ticket.status)
    ? (ticket.resolved_at ?? later(created, ticket.updated_at))
    : null;
  // Requires both halves of a suggestion. A pending ticket may have one from an earlier triage.
  const suggested =
    triage?.suggested_category && triage.suggested_priority && triage.source ? triage : undefined;
  const state = triage?.state ?? (category && priority ? 'manual' : 'pending');
  return {
    external_id: ticket.external_id ?? null,
    title: ticket.title,
    description: ticket.description,
    status: ticket.status,
    category: category ?? DEFAULT_CATEGORY,
    priority: priority ?? DEFAULT_PRIORITY,
    // Default values of an untriaged ticket were not chosen by a user.
    category_given: triage ? triage.state === 'manual' : category !== undefined,
    priority_given: triage ? triage.state === 'manual' : priority !== undefined,
    tags: ticket.tags ?? [],
    snoozed_until: snoozedUntil(ticket, now),
    due_at: ticket.due_at ?? null,
    requester_name: requester?.name ?? null,
    requester_email: requester?.email ?? null,
    assignee_email: ticket.assignee_email ?? null,
    triage_state: state,
    // Decisions made in the source system are not those of this team.
    decided_by: isUndecided(state) ? null : 'import',
    triage_source: suggested?.source ?? null,
    triage_model: suggested?.model ?? null,
    suggested_category: suggested?.suggested_category ?? null,
    suggested_priority: suggested?.suggested_priority ?? null,
    confidence: suggested?.confidence ?? null,
    rationale: suggested?.rationale ?? null,
    evidence: suggested?.evidence ?? [],
    abstained: suggested?.abstained ?? false,
    hostile: suggested?.hostile ?? false,
    held: suggested?.held ?? false,
    self_settled: suggested?.self_settled ?? false,
    degraded_reason: suggested?.degraded_reason ?? null,
    classified_at: suggested?.classified_at ?? null,
    created_at: created,
    updated_at:
      ticket.updated_at ?? [resolved, ticket.first_response_at, ...times].reduce<Date>(later, created),
    first_response_at: ticket.first_response_at ?? null,
    resolved_at: resolved,
    attachments: ticket.attachments ?? [],
    messages: messages.map(({ author_email, ...message }) => ({
      ...message,
      author_email: (author_email && normalizeEmail(author_email)) ?? null,
    })),
  };
}

/** Only unresolved tickets return from a snooze. */
function snoozedUntil({ status, snoozed_until: until }: ImportedTicket, now: Date): Date | null {
  return until && until > now && !isResolved(status) ? until : null;
}

function earlier(time: Date, other: Date | null | undefined): Date {
  return other && other < time ? other : time;
}

function later(time: Date, other: Date | null | undefined): Date {
  return other && other > time ? other : time;
}
