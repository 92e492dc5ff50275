/**
 * Disk space of a ticket, and Redis memory of a waiting job. docs/capacity.md has the figures. From the root:
 *
 *     npm run build && nice node backend/bench/sizes.ts
 *
 * It starts a PostgreSQL and a Redis, and deletes their data afterwards.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import pg from 'pg';
import { startEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import type * as Migrate from '../src/schema/migrate.js';
import { startRedis } from '../test/support/engines.ts';

const built = (file: string): Promise<unknown> => import(new URL(`../dist/${file}`, import.meta.url).href);
const { migrateDatabase } = (await built('schema/migrate.js')) as typeof Migrate;

const TICKETS = 100_000;
/** Sentences per description. */
const SENTENCES = 2;
const JOBS = 20_000;

/** Sentences of real tickets; a description combines a few of them. */
const sentences = readFileSync(new URL('../tools/model-training/texts/en.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { title: string; description: string })
  .map(({ title, description }) => `${title} ${description}`.trim());

/** Every other ticket has one message; each is created, triaged and closed, so it has three history rows. */
const FILL = `
  WITH made AS (
    INSERT INTO tickets (title, description, status, priority, category, tags, requester_name, requester_email,
      assignee_id, triage_state, triage_source, triage_model, suggested_category, suggested_priority, confidence,
      rationale, classified_at, decided_at, created_at, resolved_at)
    SELECT left((SELECT text FROM sentences WHERE n = (i * 7) % $1::int + 1), 80),
      (SELECT string_agg(s.text, ' ') FROM generate_series(1, $2::int) k JOIN sentences s ON s.n = (i * 13 + k * 101) % $1::int + 1),
      'closed', 'medium', 'technical', ARRAY['tag' || i % 50], 'Person ' || i % 5000, 'person' || i % 5000 || '@example.org',
      1, 'accepted', 'local', 'local model', 'technical', 'medium', 0.9, 'It reads like other technical tickets.', now(), now(),
      now() - i * interval '5 minutes', now()
    FROM generate_series($3::int, $4::int) i
    RETURNING id, description
  ), history AS (
    INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
    SELECT id, 'user', 'Person', '{"created": true, "status": ["open", "closed"]}' FROM made, generate_series(1, 3)
  ), messages AS (
    INSERT INTO ticket_messages (ticket_id, author_id, body, visibility)
    SELECT id, 1, description, 'public' FROM made WHERE id % 2 = 0
  )
  INSERT INTO classifications (ticket_id, source, model, category, priority, confidence, rationale, latency_ms, applied)
  SELECT id, 'local', 'local model', 'technical', 'medium', 0.9, 'It reads like other technical tickets.', 3, true FROM made`;

await measureRedis();
const folder = await mkdtemp(join(tmpdir(), 'ticketiq-sizes-'));
const server = await startEmbeddedPostgres(folder, () => undefined);
try {
  await migrateDatabase(server.url, { withQueue: false, report: () => undefined });
  const client = new pg.Client({ connectionString: server.url });
  // On a failure the server stops before the client.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    `INSERT INTO users (id, name, email, role) VALUES (1, 'Agent', 'agent@example.org', 'agent') ON CONFLICT DO NOTHING`,
  );
  await client.query('CREATE TEMPORARY TABLE sentences (n serial PRIMARY KEY, text text)');
  await client.query('INSERT INTO sentences (text) SELECT unnest($1::text[])', [sentences]);
  console.log(
    '| characters a description | table | bytes a ticket | its indexes |\n| --- | --- | --- | --- |',
  );
  await measureDisk(client);
  await client.end();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measureDisk(client: pg.Client): Promise<void> {
  for (let from = 1; from <= TICKETS; from += 1000) {
    await client.query(FILL, [sentences.length, SENTENCES, from, from + 999]);
  }
  await client.query('VACUUM ANALYZE');
  const { rows: written } = await client.query<{ characters: number }>(
    'SELECT avg(char_length(description))::int AS characters FROM tickets',
  );
  const { rows } = await client.query<{ name: string; table: number; indexes: number }>(
    `SELECT relname AS name, pg_table_size(oid)::float / $1 AS table, pg_indexes_size(oid)::float / $1 AS indexes
     FROM pg_class WHERE relname IN ('tickets', 'ticket_history', 'ticket_messages', 'classifications') ORDER BY 2 DESC`,
    [TICKETS],
  );
  const sum = { name: 'together', table: 0, indexes: 0 };
  for (const { table, indexes } of rows) {
    sum.table += table;
    sum.indexes += indexes;
  }
  for (const { name, table, indexes } of [...rows, sum]) {
    console.log(`| ${written[0]!.characters} | ${name} | ${table.toFixed(0)} | ${indexes.toFixed(0)} |`);
  }
  const { rows: largest } = await client.query<{ name: string; bytes: number }>(
    `SELECT indexrelname AS name, pg_relation_size(indexrelid)::float / $1 AS bytes FROM pg_stat_user_indexes
     WHERE relname = 'tickets' ORDER BY 2 DESC LIMIT 4`,
    [TICKETS],
  );
  console.log(`\n${largest.map(({ name, bytes }) => `${name} ${bytes.toFixed(0)}`).join(', ')}\n`);
}

async function measureRedis(): Promise<void> {
  const redis = await startRedis();
  const used = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await redis.client.info('memory'))![1]);
  const queue = new Queue('triage', { connection: { url: redis.url } });
  await queue.add('triage', { ticketId: 0 }, { jobId: 'ticket-0' });
  const before = await used();
  for (let from = 1; from <= JOBS; from += 500) {
    // In the same form as TriageQueue adds them.
    const jobs = Array.from({ length: 500 }, (_, i) => ({
      name: 'triage',
      data: { ticketId: from + i, requestId: '6f0d9c0e-1b1f-4f6f-9a53-6a1d2f3a4b5c' },
      opts: { jobId: `ticket-${from + i}`, removeOnComplete: true, removeOnFail: true },
    }));
    await queue.addBulk(jobs);
  }
  const withJobs = await used();
  console.log(`Redis: ${((withJobs - before) / JOBS).toFixed(0)} bytes per waiting job`);
  const event = { name: 'ticket.created', data: { id: 123_456, version: 1 }, requesterId: 42 };
  const pipeline = redis.client.pipeline();
  for (let i = 0; i < 10_000; i += 1) pipeline.xadd('events', '*', 'event', JSON.stringify(event));
  await pipeline.exec();
  console.log(
    `Redis: ${(((await used()) - withJobs) / 2 ** 20).toFixed(1)} MiB for the 10,000 events that the stream keeps`,
  );
  await queue.close();
  await redis.stop();
}
