/**
 * A bare server for comparison: `node:http` and `pg` only. It answers a ticket and the first page with the same bytes as the
 * service, without authentication or authorization.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

// As many connections as the service has.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

const SELECT = `
  SELECT t.id, title, description, t.status, priority, category, triage_state, triage_source, triage_model,
    suggested_category, suggested_priority, confidence, rationale, evidence, abstained, hostile, held, self_settled,
    degraded_reason, classified_at, requester_name, requester_email, assignee_id, a.name AS assignee_name, tags,
    version, t.created_at, updated_at, first_response_at, resolved_at
  FROM tickets t LEFT JOIN users a ON a.id = t.assignee_id`;
const BY_ID = `${SELECT} WHERE t.id = $1 AND deleted_at IS NULL`;
const FIRST_PAGE = `${SELECT} WHERE deleted_at IS NULL ORDER BY t.created_at DESC, t.id DESC LIMIT 21`;
const TOTAL = 'SELECT sum(n)::int AS n FROM ticket_counts';

interface Row extends Record<string, unknown> {
  id: number;
  created_at: Date;
}

function view(row: Row): object {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    status: row.status,
    priority: row.priority,
    category: row.category,
    triage: {
      state: row.triage_state,
      source: row.triage_source,
      model: row.triage_model,
      suggested_category: row.suggested_category,
      suggested_priority: row.suggested_priority,
      confidence: row.confidence,
      rationale: row.rationale,
      evidence: row.evidence,
      abstained: row.abstained,
      hostile: row.hostile,
      held: row.held,
      self_settled: row.self_settled,
      degraded_reason: row.degraded_reason,
      classified_at: row.classified_at,
    },
    requester: { name: row.requester_name, email: row.requester_email },
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name },
    tags: row.tags,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
    first_response_at: row.first_response_at,
    resolved_at: row.resolved_at,
  };
}

async function ticket(id: string): Promise<object> {
  const { rows } = await pool.query<Row>({ name: 'ticket', text: BY_ID, values: [id] });
  return view(rows[0]!);
}

async function firstPage(): Promise<object> {
  const [page, total] = await Promise.all([
    pool.query<Row>({ name: 'page', text: FIRST_PAGE }),
    pool.query<{ n: number }>({ name: 'total', text: TOTAL }),
  ]);
  const shown = page.rows.slice(0, 20);
  const last = shown.at(-1)!;
  // As long as a cursor of the service; the content does not matter here.
  const next_cursor = Buffer.from(JSON.stringify(['-created_at', last.created_at, last.id])).toString(
    'base64url',
  );
  return { results: shown.map(view), next_cursor, total: { value: total.rows[0]!.n, relation: 'eq' } };
}

function send(response: ServerResponse, body: object): void {
  const json = JSON.stringify(body);
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) })
    .end(json);
}

const server = createServer((request, response) => {
  const id = /^\/api\/tickets\/(\d+)$/.exec(request.url!)?.[1];
  void (id ? ticket(id) : firstPage()).then((body) => send(response, body));
});
server.listen(0, '127.0.0.1', () => console.log(`ready at ${(server.address() as AddressInfo).port}`));
// The benchmark that started it has ended.
process.once('disconnect', () => process.exit());
