import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { TicketView } from './dto/ticket.dto.js';

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
] as const;

/** Tickets as CSV (RFC 4180, UTF-8), as they come; a cell that a spreadsheet would take for a formula is escaped. */
export function ticketCsv(tickets: AsyncIterable<TicketView>): NodeJS.ReadableStream {
  const csv = stringify({
    header: true,
    columns: [...COLUMNS],
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  const rows = Readable.from(tickets);
  rows.on('error', (error) => csv.destroy(error));
  csv.on('close', () => rows.destroy());
  return rows.map(csvRow).pipe(csv);
}

function csvRow(ticket: TicketView): Record<(typeof COLUMNS)[number], string | number | null> {
  const { triage, requester, assignee, tags } = ticket;
  return {
    id: ticket.id,
    title: ticket.title,
    description: ticket.description,
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.category,
    triage_state: triage.state,
    triage_source: triage.source,
    suggested_category: triage.suggested_category,
    suggested_priority: triage.suggested_priority,
    confidence: triage.confidence,
    requester_name: requester?.name ?? null,
    requester_email: requester?.email ?? null,
    assignee_id: assignee?.id ?? null,
    assignee: assignee?.name ?? null,
    tags: tags.join(' '),
    version: ticket.version,
    created_at: ticket.created_at.toISOString(),
    updated_at: ticket.updated_at.toISOString(),
    first_response_at: ticket.first_response_at?.toISOString() ?? null,
    resolved_at: ticket.resolved_at?.toISOString() ?? null,
  };
}
