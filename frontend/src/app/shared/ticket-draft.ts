import { Attachment, NewTicket, Suggestion, TicketCategory, TicketPriority } from '../core/api-types';
import { randomId } from '../core/random-id';
import { formatExcess, validateTags, hasVisibleText, LIMITS } from './text-limits';

/**
 * Values of the new ticket form. Category and priority are null until chosen; triage then decides.
 */
export interface TicketDraft {
  title: string;
  description: string;
  requesterName: string;
  requesterEmail: string;
  tags: string;
  category: TicketCategory | null;
  priority: TicketPriority | null;
  /** Null for the default team. */
  teamId: number | null;
  attachments: readonly Attachment[];
}

export const EMPTY_DRAFT: TicketDraft = {
  title: '',
  description: '',
  requesterName: '',
  requesterEmail: '',
  tags: '',
  category: null,
  priority: null,
  teamId: null,
  attachments: [],
};

export function isEmptyDraft(draft: TicketDraft): boolean {
  return JSON.stringify(draft) === JSON.stringify(EMPTY_DRAFT);
}

/**
 * Applies an accepted suggestion to the empty fields only. Suggestions that arrive later are shown,
 * but never change a value.
 */
export function applySuggestion(draft: TicketDraft, suggestion: Suggestion): TicketDraft {
  return {
    ...draft,
    category: draft.category ?? suggestion.suggested_category,
    priority: draft.priority ?? suggestion.suggested_priority,
  };
}

export function toNewTicket(draft: TicketDraft): NewTicket {
  const name = draft.requesterName.trim();
  const email = draft.requesterEmail.trim();
  const tags = parseTags(draft.tags);
  return {
    title: draft.title.trim(),
    description: draft.description,
    ...(draft.category && { category: draft.category }),
    ...(draft.priority && { priority: draft.priority }),
    ...(draft.teamId !== null && { team_id: draft.teamId }),
    ...((name || email) && { requester: { ...(name && { name }), ...(email && { email }) } }),
    ...(tags.length && { tags }),
    ...(draft.attachments.length && { attachment_ids: draft.attachments.map(({ id }) => id) }),
  };
}

export function parseTags(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((value) => value.trim())
        .filter(hasVisibleText),
    ),
  ];
}

/** Errors of required fields; the server validates the rest. */
export function missingFields(draft: Pick<TicketDraft, 'title' | 'description'>): Record<string, string> {
  const missing: Record<string, string> = {};
  if (!hasVisibleText(draft.title)) missing['title'] = $localize`Add a title.`;
  if (!hasVisibleText(draft.description)) missing['description'] = $localize`Add a description.`;
  return missing;
}

/** Errors of texts over the API limits. Texts are not truncated. */
export function tooLongFields(
  draft: Pick<TicketDraft, 'title' | 'description'> & Partial<TicketDraft>,
): Record<string, string> {
  const errors = {
    title: formatExcess(draft.title.trim(), LIMITS.title),
    description: formatExcess(draft.description, LIMITS.text),
    tags: validateTags(parseTags(draft.tags ?? '')),
    'requester.name': formatExcess(draft.requesterName?.trim() ?? '', LIMITS.requesterName),
    'requester.email': formatExcess(draft.requesterEmail?.trim() ?? '', LIMITS.requesterEmail),
  };
  return Object.fromEntries(
    Object.entries(errors).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

export interface Submission {
  key: string;
  body: string;
}

/** Reuses the idempotency key for the same text, so that a retry doesn't create a second ticket. */
export function toSubmission(ticket: NewTicket, previous: Submission | null): Submission {
  const body = JSON.stringify(ticket);
  return previous?.body === body ? previous : { key: randomId(), body };
}
