import type { Service } from './service.ts';

/** A row of the table; by default an untriaged ticket, created a minute ago, that no worker picks up. */
export interface TicketRow {
  title: string;
  description: string;
  status: string;
  priority: string;
  category: string;
  tags: string[];
  requester_name: string | null;
  requester_email: string | null;
  assignee_id: number | null;
  triage_state: string;
  decided_by: string | null;
  created_at: string;
  updated_at: string;
  resolved_at: string | null;
  deleted_at: string | null;
}

const COLUMNS = `title, description, status, priority, category, tags, requester_name, requester_email, assignee_id,
  triage_state, decided_by, triage_due_at, triage_source, suggested_category, suggested_priority, created_at, updated_at,
  resolved_at, deleted_at`;

/** Inserts tickets directly, for times or states that the API would reach only after a wait. */
export async function insertTickets(
  { query }: Pick<Service, 'query'>,
  tickets: Partial<TicketRow>[],
): Promise<number[]> {
  const rows = await query<{ id: number }>(
    `INSERT INTO tickets (${COLUMNS}) SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::tickets, $1) RETURNING id`,
    [JSON.stringify(tickets.map(complete))],
  );
  return rows.map(({ id }) => id);
}

function complete(ticket: Partial<TicketRow>): Record<string, unknown> {
  const created = ticket.created_at ?? new Date(Date.now() - 60_000).toISOString();
  const row = {
    title: 'A ticket',
    description: 'Something does not work.',
    status: 'open',
    priority: 'medium',
    category: 'general',
    tags: [],
    triage_state: 'manual',
    created_at: created,
    updated_at: created,
    ...ticket,
  };
  const solved = row.status === 'resolved' || row.status === 'closed';
  const answered = row.triage_state !== 'pending' && row.triage_state !== 'manual';
  const decided = answered ? row.triage_state !== 'suggested' : row.triage_state === 'manual';
  return {
    ...row,
    decided_by: row.decided_by ?? (decided ? 'agent' : null),
    resolved_at: row.resolved_at ?? (solved ? row.updated_at : null),
    // Far in the future, so that no sweep finds it.
    triage_due_at: row.triage_state === 'pending' ? '2999-01-01T00:00:00Z' : null,
    ...(answered && {
      triage_source: 'local',
      suggested_category: row.category,
      suggested_priority: row.priority,
    }),
  };
}
