import { asInstant, asText, given, isObject } from './raw-fields.js';
import type { TicketFields } from './imported-ticket.dto.js';

/** A ticket of `export.jsonl`, or of whatever program writes the same fields. */
export function fromLine(line: Record<string, unknown>): TicketFields {
  const { id, title, description, status, priority, category, tags, requester, assignee, triage } = line;
  const { created_at, updated_at, first_response_at, resolved_at, external_id } = line;
  return given({
    external_id: asText(external_id ?? id),
    title,
    description,
    status,
    priority: priority ?? undefined,
    category: category ?? undefined,
    tags: tags ?? undefined,
    requester,
    assignee_email: isObject(assignee) ? assignee['email'] : undefined,
    triage,
    created_at,
    updated_at,
    first_response_at,
    resolved_at,
    messages: Array.isArray(line['messages'])
      ? line['messages'].map(messageOf)
      : (line['messages'] ?? undefined),
  });
}

function messageOf(message: unknown): unknown {
  if (!isObject(message)) return message;
  const { author, body, visibility = 'public', created_at } = message;
  const { name, email } = isObject(author) ? author : { name: author, email: undefined };
  return given({ author: name, author_email: email, body, visibility, created_at });
}

/** The columns that are read; others of `export.csv` say what only matters where it comes from. */
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
] as const;

/** A row of `export.csv`, or of a table with some of its columns. An empty cell is as good as none. */
export function fromCells(cells: Record<string, unknown>): TicketFields {
  const cell = (name: (typeof CSV_COLUMNS)[number]): string | undefined => {
    const text = cells[name];
    return typeof text === 'string' && text !== '' ? unescaped(text) : undefined;
  };
  const requester = given({ name: cell('requester_name'), email: cell('requester_email') });
  const confidence = cell('confidence');
  const triage = given({
    state: cell('triage_state'),
    source: cell('triage_source'),
    suggested_category: cell('suggested_category'),
    suggested_priority: cell('suggested_priority'),
    confidence: confidence === undefined ? undefined : Number(confidence),
  });
  return given({
    external_id: cell('external_id') ?? cell('id'),
    title: cell('title'),
    description: cell('description'),
    status: cell('status'),
    priority: cell('priority'),
    category: cell('category'),
    tags: cell('tags')
      ?.split(/[\s,]+/)
      .filter(Boolean),
    requester: Object.keys(requester).length > 0 ? requester : undefined,
    assignee_email: cell('assignee_email'),
    triage: triage['state'] === undefined ? undefined : triage,
    created_at: asInstant(cell('created_at')),
    updated_at: asInstant(cell('updated_at')),
    first_response_at: asInstant(cell('first_response_at')),
    resolved_at: asInstant(cell('resolved_at')),
  });
}

/** The mark that the export sets before what a spreadsheet would take for a formula. */
function unescaped(text: string): string {
  return /^'[=+\-@\t\r＝＋－＠]/.test(text) ? text.slice(1) : text;
}
