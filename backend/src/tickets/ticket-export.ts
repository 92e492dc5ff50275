import { stringify } from 'csv-stringify/sync';
import { jsonLine } from '../common/json-line.js';
import type { AttachmentView } from './attachments/dto/attachments.dto.js';
import type { TicketsRepository } from './tickets.repository.js';
import { toTicketView } from './dto/ticket.dto.js';
import { escapeFormulas } from './formula-escape.js';
import type { TicketRow } from './ticket-rows.repository.js';

/** Serialization of tickets to a file format. */
export interface ExportFormat {
  /** Start of the file. */
  header: string;
  lines: (tickets: TicketRow[]) => string | Promise<string>;
}

/** Exports are restricted to agents. */
const AGENT = { role: 'agent' } as const;

const COLUMNS = [
  'id',
  'title',
  'description',
  'status',
  'priority',
  'category',
  'triage_state',
  'triage_source',
  'suggested_category',
  'suggested_priority',
  'confidence',
  'requester_name',
  'requester_email',
  'assignee_id',
  'assignee',
  'tags',
  'version',
  'created_at',
  'updated_at',
  'first_response_at',
  'resolved_at',
  'snoozed_until',
  'due_at',
  'topic',
] as const;

/** Quotes every text, so that line breaks of any kind do not end the row. */
const CSV = {
  columns: [...COLUMNS],
  record_delimiter: 'windows',
  quoted_string: true,
  quote_record_delimiter: true,
  cast: { string: escapeFormulas },
} as const;

/** RFC 4180 in UTF-8 with a byte order mark, by which Excel recognizes the encoding. Formulas are escaped. */
export const csv: ExportFormat = {
  header: `\ufeff${COLUMNS.join(',')}\r\n`,
  lines: (tickets) => stringify(tickets.map(csvRow), CSV),
};

/**
 * One JSON object per line: the ticket as the API returns it, with its conversation. `npm run tickets:import` reads
 * this format.
 */
export function jsonLines(queries: TicketsRepository): ExportFormat {
  return {
    header: '',
    lines: async (tickets) => {
      const ids = tickets.map(({ id }) => id);
      const [conversations, attachments] = await Promise.all([
        queries.conversations(ids),
        queries.descriptionAttachments(ids),
      ]);
      const lines = tickets.map((ticket) => {
        const { assignee, ...view } = toTicketView(ticket, AGENT);
        return jsonLine({
          ...view,
          // Lets an import into another system match the assignee by address.
          assignee: assignee && { ...assignee, email: ticket.assignee!.email },
          attachments: (attachments.get(ticket.id) ?? []).map(exportedAttachment),
          messages: (conversations.get(ticket.id) ?? []).map(({ attachments: files, ...message }) => ({
            ...message,
            attachments: files.map(exportedAttachment),
          })),
        });
      });
      return lines.join('');
    },
  };
}

/** The content stays where it is. An import finds it by its hash. */
function exportedAttachment({ id, name, type, size, sha256 }: AttachmentView): object {
  return { id, name, type, size, sha256, url: `/api/attachments/${id}` };
}

export async function* exportChunks(
  batches: AsyncIterable<TicketRow[]>,
  { header, lines }: ExportFormat,
): AsyncGenerator<string> {
  // Sent together with the first tickets, so that an error in reading them can still set the status.
  let before = header;
  for await (const tickets of batches) {
    yield before + (await lines(tickets));
    before = '';
  }
  if (before) yield before;
}

function csvRow(ticket: TicketRow): Record<(typeof COLUMNS)[number], string | number | null> {
  const { triage, requester, assignee, tags, ...view } = toTicketView(ticket, AGENT);
  return {
    id: view.id,
    title: view.title,
    description: view.description,
    status: view.status,
    priority: view.priority,
    category: view.category,
    triage_state: triage.state,
    triage_source: triage.source,
    suggested_category: triage.suggested_category,
    suggested_priority: triage.suggested_priority,
    confidence: triage.confidence,
    requester_name: requester?.name ?? null,
    requester_email: requester?.email ?? null,
    assignee_id: assignee?.id ?? null,
    assignee: assignee?.name ?? null,
    tags: tagsCell(tags),
    version: view.version,
    created_at: view.created_at,
    updated_at: view.updated_at,
    first_response_at: view.first_response_at,
    resolved_at: view.resolved_at,
    snoozed_until: view.snoozed_until,
    due_at: view.due_at,
    topic: view.topic?.name ?? null,
  };
}

/** Tags separated by spaces, or by commas if a tag contains a space. A single tag with a space ends in a comma. */
function tagsCell(tags: readonly string[]): string {
  if (!tags.some((tag) => /\s/.test(tag))) return tags.join(' ');
  return tags.length > 1 ? tags.join(', ') : `${tags[0]},`;
}
