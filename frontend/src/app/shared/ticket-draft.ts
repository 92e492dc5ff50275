import { NewTicket, Suggestion, TicketCategory, TicketPriority } from '../core/api-types';
import { uniqueKey } from '../core/unique-key';
import { excessOf, faultOfTags, isVisible, limits } from './text-limits';

/** What stands in the form. Category and priority are null until a person chooses: then triage decides. */
export interface TicketDraft {
  title: string;
  description: string;
  requesterName: string;
  requesterEmail: string;
  tags: string;
  category: TicketCategory | null;
  priority: TicketPriority | null;
}

export const emptyDraft: TicketDraft = {
  title: '',
  description: '',
  requesterName: '',
  requesterEmail: '',
  tags: '',
  category: null,
  priority: null,
};

export function isBlank(draft: TicketDraft): boolean {
  return JSON.stringify(draft) === JSON.stringify(emptyDraft);
}

/**
 * Taking a suggestion fills only what the person left open. A suggestion that merely arrives fills nothing:
 * it is shown beside the form, so no later one can ever change what was chosen.
 */
export function takeSuggestion(draft: TicketDraft, suggestion: Suggestion): TicketDraft {
  return {
    ...draft,
    category: draft.category ?? suggestion.suggested_category,
    priority: draft.priority ?? suggestion.suggested_priority,
  };
}

export function newTicketOf(draft: TicketDraft): NewTicket {
  const name = draft.requesterName.trim();
  const email = draft.requesterEmail.trim();
  const tags = tagsIn(draft.tags);
  return {
    title: draft.title.trim(),
    description: draft.description,
    ...(draft.category && { category: draft.category }),
    ...(draft.priority && { priority: draft.priority }),
    ...((name || email) && { requester: { ...(name && { name }), ...(email && { email }) } }),
    ...(tags.length && { tags }),
  };
}

export function tagsIn(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((each) => each.trim())
        .filter(isVisible),
    ),
  ];
}

/** What can be told without asking the server; everything else it will say itself. */
export function missingFields(draft: Pick<TicketDraft, 'title' | 'description'>): Record<string, string> {
  const missing: Record<string, string> = {};
  if (!isVisible(draft.title)) missing['title'] = $localize`Add a title.`;
  if (!isVisible(draft.description)) missing['description'] = $localize`Add a description.`;
  return missing;
}

/** Fields over a limit of the API, with the error to show. Nothing is cut off: the author shortens the text. */
export function tooLongFields(
  draft: Pick<TicketDraft, 'title' | 'description'> & Partial<TicketDraft>,
): Record<string, string> {
  const faults = {
    title: excessOf(draft.title.trim(), limits.title),
    description: excessOf(draft.description, limits.text),
    tags: faultOfTags(tagsIn(draft.tags ?? '')),
    'requester.name': excessOf(draft.requesterName?.trim() ?? '', limits.requesterName),
    'requester.email': excessOf(draft.requesterEmail?.trim() ?? '', limits.requesterEmail),
  };
  return Object.fromEntries(
    Object.entries(faults).filter((each): each is [string, string] => each[1] !== null),
  );
}

export interface Submission {
  key: string;
  body: string;
}

/** The same text sent again carries the same key, so that it is never filed twice; another text gets its own. */
export function submissionOf(ticket: NewTicket, before: Submission | null): Submission {
  const body = JSON.stringify(ticket);
  return before?.body === body ? before : { key: uniqueKey(), body };
}
