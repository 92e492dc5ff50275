import { unescapeFormulas } from '../tickets/formula-escape.js';
import { isVisible } from '../common/visible-text.js';
import { asTerm, asText, withoutUndefined, isObject } from './raw-fields.js';
import type { TicketFields } from './dto/imported-ticket.dto.js';

/** Maps a ticket of `export.jsonl`, or of any program that writes the same fields. */
export function fromJsonLine(line: Record<string, unknown>): TicketFields {
  const { id, title, description, status, priority, category, tags, requester, assignee, triage } = line;
  const { created_at, updated_at, first_response_at, resolved_at, external_id } = line;
  const { snoozed_until, due_at } = line;
  return withoutUndefined({
    external_id: asText(external_id ?? id),
    title,
    description,
    status: asTerm(status),
    priority: asTerm(priority ?? undefined),
    category: asTerm(category ?? undefined),
    tags: tags ?? undefined,
    requester,
    assignee_email: isObject(assignee) ? assignee['email'] : undefined,
    triage: isObject(triage) ? toTriage(triage) : triage,
    snoozed_until,
    due_at,
    created_at,
    updated_at,
    first_response_at,
    resolved_at,
    attachments: toAttachments(line['attachments']),
    messages: Array.isArray(line['messages'])
      ? line['messages'].map(toMessage)
      : (line['messages'] ?? undefined),
  });
}

/** Omits the deciding agent and the topic, which are not of this system, and derived fields. */
function toTriage({
  decided_by: _,
  suggested_topic: _topic,
  applied: _applied,
  rationale_code: _code,
  rationale_params: _params,
  ...triage
}: Record<string, unknown>): Record<string, unknown> {
  const terms = ['state', 'source', 'suggested_category', 'suggested_priority'].filter(
    (term) => term in triage,
  );
  return { ...triage, ...Object.fromEntries(terms.map((term) => [term, asTerm(triage[term])])) };
}

/** Omits what the content tells. */
function toAttachments(attachments: unknown): unknown {
  if (!Array.isArray(attachments)) return attachments ?? undefined;
  return attachments.map((attachment: unknown) =>
    isObject(attachment) ? { name: attachment['name'], sha256: attachment['sha256'] } : attachment,
  );
}

function toMessage(message: unknown): unknown {
  if (!isObject(message)) return message;
  const { author, body, visibility = 'public', created_at } = message;
  const { name, email } = isObject(author) ? author : { name: author, email: undefined };
  return withoutUndefined({
    author: name,
    author_email: email,
    body,
    visibility: asTerm(visibility),
    created_at,
    attachments: toAttachments(message['attachments']),
  });
}

/** Columns that are imported. Other columns of `export.csv` are meaningful only in their source. */
export const CSV_COLUMNS = [
  'external_id',
  'id',
  'title',
  'description',
  'status',
  'priority',
  'category',
  'tags',
  'requester_name',
  'requester_email',
  'assignee_email',
  'triage_state',
  'triage_source',
  'suggested_category',
  'suggested_priority',
  'confidence',
  'created_at',
  'updated_at',
  'first_response_at',
  'resolved_at',
  'snoozed_until',
  'due_at',
] as const;

/** Maps a row of `export.csv`, or of a table with some of its columns. Empty cells count as absent. */
export function fromCsvCells(cells: Record<string, unknown>): TicketFields {
  const cell = (name: (typeof CSV_COLUMNS)[number]): string | undefined => {
    const text = cells[name];
    const read = typeof text === 'string' ? unescapeFormulas(text) : '';
    return isVisible(read) ? read : undefined;
  };
  const requester = withoutUndefined({ name: cell('requester_name'), email: cell('requester_email') });
  const confidence = cell('confidence');
  const triage = withoutUndefined({
    state: asTerm(cell('triage_state')),
    source: asTerm(cell('triage_source')),
    suggested_category: asTerm(cell('suggested_category')),
    suggested_priority: asTerm(cell('suggested_priority')),
    // Files with semicolons between cells use decimal commas.
    confidence: confidence === undefined ? undefined : Number(confidence.replace(',', '.')),
  });
  return withoutUndefined({
    external_id: cell('external_id') ?? cell('id'),
    title: cell('title'),
    description: cell('description'),
    status: asTerm(cell('status')),
    priority: asTerm(cell('priority')),
    category: asTerm(cell('category')),
    tags: parseTags(cell('tags')),
    requester: Object.keys(requester).length > 0 ? requester : undefined,
    assignee_email: cell('assignee_email'),
    triage: triage['state'] === undefined ? undefined : triage,
    created_at: cell('created_at'),
    updated_at: cell('updated_at'),
    first_response_at: cell('first_response_at'),
    resolved_at: cell('resolved_at'),
    snoozed_until: cell('snoozed_until'),
    due_at: cell('due_at'),
  });
}

/** Splits tags at commas if there are any, else at spaces. */
function parseTags(text: string | undefined): string[] | undefined {
  return text
    ?.split(text.includes(',') ? ',' : /\s+/)
    .map((tag) => tag.trim())
    .filter(Boolean);
}
