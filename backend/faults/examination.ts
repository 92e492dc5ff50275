import type { QueryResultRow } from 'pg';
import { DIFFERING_COUNTERS } from './counters.ts';
import type { Ledger } from './ledger.ts';

export type Query = <Row extends QueryResultRow>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** Violations; all of these must be empty. */
export interface Findings {
  /** Answered with 201, but missing. */
  missing: string[];
  /** More than one ticket for a key. */
  doubled: string[];
  /** Still pending after the timeout. */
  untriaged: string[];
  /** An agent's decision was overwritten by triage. */
  overwritten: string[];
  /** Counters that differ from a full count. */
  miscounted: string[];
}

/** Timeout of triage after a fault: the lease of a dead worker lasts 15 s, and the timeout of a hung model 20 s or more. */
const TRIAGE_PATIENCE_MS = 90_000;

interface TicketRow {
  id: number;
  title: string;
  category: string;
  priority: string;
  state: string;
  machineAfterPerson: boolean;
}

/** An automatic history row that changed category or priority after an agent's decision, even if it was reverted since. */
const TICKETS = `
  SELECT id, title, category, priority, triage_state AS state, EXISTS (
    SELECT FROM ticket_history person JOIN ticket_history machine USING (ticket_id)
    WHERE person.ticket_id = t.id AND person.actor_type = 'user' AND machine.actor_type = 'triage'
      AND machine.id > person.id AND person.changes->'triage_state'->>1 IN ('accepted', 'overridden', 'manual')
  ) AS "machineAfterPerson"
  FROM tickets t`;

/** Compares the database with the ledger. Clients may be active meanwhile. */
export async function examine(query: Query, ledger: Ledger): Promise<Omit<Findings, 'untriaged'>> {
  const filed = [...ledger.filed];
  const chosen = [...ledger.chosen];
  const tickets = await query<TicketRow>(TICKETS);
  const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const seen = new Set<string>();
  const doubled = tickets.filter(({ title }) => seen.size === seen.add(title).size);
  const isAsChosen = ([id, choice]: (typeof chosen)[number]): boolean => {
    const { category, priority, state } = byId.get(id) ?? {};
    return category === choice.category && priority === choice.priority && state === choice.state;
  };
  const counters = await query<{ counter: string; rows: number }>(DIFFERING_COUNTERS);
  return {
    missing: filed.filter(([key, id]) => byId.get(id)?.title !== key).map(([key, id]) => `${key} (${id})`),
    doubled: doubled.map(({ title, id }) => `${title} (${id})`),
    overwritten: [
      ...chosen.filter((entry) => !isAsChosen(entry)).map(([id]) => String(id)),
      ...tickets.filter(({ machineAfterPerson }) => machineAfterPerson).map(({ id }) => String(id)),
    ],
    miscounted: counters.filter(({ rows }) => rows > 0).map(({ counter, rows }) => `${counter}: ${rows}`),
  };
}

/** Waits for the triage of all tickets so far. @returns those still pending at the timeout, and the time taken */
export async function awaitTriage(
  query: Query,
  ledger: Ledger,
): Promise<{ untriaged: string[]; seconds: number }> {
  const filed = [...ledger.filed.values()];
  const started = performance.now();
  for (;;) {
    const rows = await query<{ id: number }>(
      `SELECT id FROM tickets WHERE id = ANY ($1) AND triage_state = 'pending'`,
      [filed],
    );
    const waited = performance.now() - started;
    if (rows.length === 0 || waited > TRIAGE_PATIENCE_MS) {
      return { untriaged: rows.map(({ id }) => String(id)), seconds: waited / 1000 };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
