import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Random } from '../test/support/random.ts';

/** Search terms: in a third of all tickets, in three, in none, and in a twentieth, all of them old. */
export const TERMS = { common: 'printer', rare: 'unicorn', absent: 'dinosaur', old: 'easter' };

/** The tag of the tickets with the old word. */
export const OLD_TAG = 'campaign';

const AGENTS = 20;
/** The age until which the former agent worked and tickets had the old word. */
const FORMERLY = 0.2;
const BATCH = 5_000;
/** The server spends most of the time on search words, with one processor for each connection. */
const CONNECTIONS = 2;
const YEAR_MS = 365 * 86_400_000;

/**
 * Fills an empty, migrated database with tickets as a help desk has them after a year: a third in one category, nine
 * of ten closed, words by their frequency (Zipf's law over a vocabulary of 20,000), a row of history and of triage for
 * each, and a conversation for every second one. Some values occur in old tickets only: a former agent, a word and a tag
 * of the first months, and a requester.
 */
export async function fillTickets(
  url: string,
  count: number,
  progress: (done: number) => void,
): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  const texts = new Texts(Math.floor(count / 3));
  await pool.query(
    `INSERT INTO users (name, email, role)
     SELECT 'Agent ' || i, 'agent' || i || '@example.org', 'agent'::user_role FROM generate_series(1, $1::int) i
     UNION ALL SELECT 'Requester ' || i, 'requester' || i || '@example.org', 'requester' FROM generate_series(1, 2) i`,
    [AGENTS],
  );
  const idsOf = async (role: string): Promise<number[]> => {
    const found = await pool.query<{ id: number }>(
      `SELECT id FROM users WHERE role = $1::user_role ORDER BY id`,
      [role],
    );
    return found.rows.map(({ id }) => id);
  };
  const people = { agents: await idsOf('agent'), requesters: await idsOf('requester') };
  const indexes = await takeIndexesOff(pool);
  const now = Date.now();
  let next = 0;
  const fill = async (): Promise<void> => {
    const client = await pool.connect();
    while (next < count) {
      const from = next;
      const to = (next = Math.min(from + BATCH, count));
      const random = new Random(count + from);
      const rows = function* (): Generator<string> {
        for (let i = from; i < to; i++) {
          const at = new Date(now - ((count - i) / count) * YEAR_MS);
          yield row(ticket({ i, age: i / count, at, now }, random, texts, people));
        }
      };
      await pipeline(
        Readable.from(rows()),
        client.query(copyFrom(`COPY tickets (${COLUMNS.join(', ')}) FROM STDIN`)),
      );
      await client.query('SELECT fold_ticket_counters()');
      progress(to);
    }
    client.release();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, fill));
  for (const index of indexes) await pool.query(index);
  await pool.query(REST);
  await pool.query('VACUUM ANALYZE');
  await pool.end();
}

/** Creating an index afterwards is much faster than a million single entries. */
async function takeIndexesOff(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename = 'tickets' AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
  );
  for (const { name } of rows) await pool.query(`DROP INDEX "${name}"`);
  return rows.map(({ definition }) => definition);
}

const REST = `
  WITH filed AS (
    INSERT INTO ticket_history (ticket_id, at, actor_type, actor_name, changes)
    SELECT id, created_at, 'system', 'bench', '{"status": [null, "open"]}' FROM tickets
  ), answered AS (
    INSERT INTO classifications (ticket_id, source, model, category, priority, confidence, rationale, latency_ms, applied, created_at)
    SELECT id, triage_source, triage_model, suggested_category, suggested_priority, confidence, rationale, 1, true, created_at
    FROM tickets WHERE triage_source IS NOT NULL
  )
  INSERT INTO ticket_messages (ticket_id, author_id, body, visibility, created_at)
  SELECT id, assignee_id, 'Thank you, we are looking into it.', 'public', created_at + interval '1 hour'
  FROM tickets WHERE id % 2 = 0 AND assignee_id IS NOT NULL`;

type Value = string | number | boolean | Date | null;

const COLUMNS = [
  ...['title', 'description', 'status', 'priority', 'category', 'tags', 'requester_name', 'requester_email'],
  ...['requester_id', 'assignee_id', 'triage_state', 'triage_source', 'triage_model', 'suggested_category'],
  ...['suggested_priority', 'confidence', 'rationale', 'classified_at', 'decided_at'],
  ...['created_at', 'updated_at', 'resolved_at'],
];

/** Position by age: `age` is 0 for the oldest ticket and 1 for the latest. */
interface Turn {
  i: number;
  age: number;
  at: Date;
  now: number;
}

interface People {
  agents: number[];
  requesters: number[];
}

function ticket({ i, age, at, now }: Turn, random: Random, texts: Texts, people: People): Value[] {
  const weighed = <T>(choices: [T, number][]): T => {
    let left = random.next();
    for (const [choice, weight] of choices) if ((left -= weight) < 0) return choice;
    return choices[0]![0];
  };
  const status = weighed([
    ['closed', 0.9],
    ['open', 0.05],
    ['in_progress', 0.03],
    ['resolved', 0.02],
  ]);
  const category = weighed([
    ['technical', 0.34],
    ['billing', 0.26],
    ['account', 0.24],
    ['general', 0.16],
  ]);
  const priority = weighed([
    ['medium', 0.5],
    ['low', 0.3],
    ['high', 0.15],
    ['critical', 0.05],
  ]);
  const done = status === 'closed' || status === 'resolved';
  const isRight = random.next() < 0.85;
  const state = status === 'open' ? 'suggested' : isRight ? 'accepted' : 'overridden';
  const later = new Date(Math.min(now, at.getTime() + random.next() ** 3 * 5 * 86_400_000));
  const person = Math.floor(random.next() ** 2 * 5000);
  const isOld = age < FORMERLY && random.next() < 0.25;
  const { title, description } = texts.next(i, random, isOld);
  const tags = [`tag${Math.floor(random.next() ** 2 * 50)}`, ...(isOld ? [OLD_TAG] : [])];
  const agents = age < FORMERLY ? people.agents : people.agents.slice(0, -1);
  const [oftenAsked, formerlyAsked] = people.requesters.slice(-2);
  const requester = weighed([
    [oftenAsked!, 0.015],
    [age < FORMERLY ? formerlyAsked! : null, 0.003],
    [null, 1],
  ]);
  return [
    ...[title, description, status, priority, category, `{${tags.join(',')}}`],
    ...[`Person ${person}`, `person${person}@example.org`, requester],
    status === 'open' && random.next() < 0.5 ? null : random.oneOf(agents),
    ...[state, 'local', 'bench', isRight ? category : 'general', isRight ? priority : 'low'],
    ...[0.3 + random.next() * 0.7, 'It mentions what it mentions.', at, state === 'suggested' ? null : later],
    ...[at, later, done ? later : null],
  ];
}

class Texts {
  private readonly known: [string, string][];
  private readonly words: string[];
  private readonly rarely: number;

  /** One in `rarely` tickets contains the rare word. */
  constructor(rarely: number) {
    this.rarely = rarely;
    const demo = JSON.parse(
      readFileSync(new URL('../src/demo/demo-tickets.json', import.meta.url), 'utf8'),
    ) as { title: string; description: string }[];
    this.known = demo.map(({ title, description }) => [title, description]);
    const frequency = new Map<string, number>();
    for (const word of demo.flatMap(({ description }) => description.split(/[^A-Za-z]+/)))
      if (word) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    this.words = [...frequency].sort(([, a], [, b]) => b - a).map(([word]) => word);
    while (this.words.length < 20_000) this.words.push(`host${this.words.length}`);
  }

  next(i: number, random: Random, isOld: boolean): { title: string; description: string } {
    const [title, description] = random.oneOf(this.known);
    const length = 5 + random.below(35);
    const more = Array.from({ length }, () => this.word(random)).join(' ');
    const searched = [
      random.next() < 1 / 3 ? TERMS.common : '',
      i % this.rarely === 0 ? TERMS.rare : '',
      isOld ? TERMS.old : '',
    ];
    return { title, description: `${description} ${more} ${searched.join(' ')}`.trim() };
  }

  /** The probability of the word with rank r is about 1/r. */
  private word(random: Random): string {
    return this.words[Math.floor(this.words.length ** random.next()) - 1]!;
  }
}

function row(values: Value[]): string {
  return `${values.map(field).join('\t')}\n`;
}

function field(value: Value): string {
  if (value === null) return '\\N';
  if (value instanceof Date) return value.toISOString();
  return String(value).replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]!);
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
