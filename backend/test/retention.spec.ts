import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/schema/data-source.js';
import { AttachmentsRepository } from '../src/tickets/attachments/attachments.repository.js';
import { TicketRetentionRepository } from '../src/tickets/ticket-retention.repository.js';
import { TicketRetention } from '../src/tickets/ticket-retention.js';
import { createDatabase } from './support/service.ts';

let dataSource: DataSource;
beforeAll(async () => (dataSource = await createDataSource(await createDatabase()).initialize()));
afterAll(() => dataSource.destroy());

it('what can not be restored any more is deleted for good, with all that hangs on it', async () => {
  await dataSource.query(
    `INSERT INTO tickets (title, description, triage_state, deleted_at) VALUES
       ('deleted 31 days ago', 'x', 'manual', now() - interval '31 days'),
       ('deleted 29 days ago', 'x', 'manual', now() - interval '29 days'),
       ('not deleted', 'x', 'manual', NULL)`,
  );
  await dataSource.query(
    `INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
     SELECT id, 'system', 'spec', '{}' FROM tickets`,
  );
  await dataSource.query(
    `WITH person AS (INSERT INTO users (name, email, role) VALUES ('Ada', 'ada@example.org', 'agent') RETURNING id)
     INSERT INTO idempotency_keys (user_id, key, request_hash, created_at)
     SELECT id, 'old', 'x', now() - interval '25 hours' FROM person
     UNION ALL SELECT id, 'new', 'x', now() - interval '23 hours' FROM person`,
  );
  await dataSource.query(
    `INSERT INTO undoable_decisions (ticket_id, before, decided_at)
     SELECT id, '{}', now() - CASE title WHEN 'not deleted' THEN interval '9 minutes' ELSE interval '11 minutes' END
     FROM tickets`,
  );
  await new TicketRetention(
    new TicketRetentionRepository(dataSource),
    new AttachmentsRepository(dataSource),
  ).purge();
  const column = async (sql: string): Promise<unknown[]> =>
    (await dataSource.query<{ value: unknown }[]>(sql)).map(({ value }) => value);
  expect(await column('SELECT title AS value FROM tickets ORDER BY id')).toEqual([
    'deleted 29 days ago',
    'not deleted',
  ]);
  expect(await column('SELECT count(*)::int AS value FROM ticket_history')).toEqual([2]);
  expect(await column('SELECT key AS value FROM idempotency_keys')).toEqual(['new']);
  expect(await column('SELECT count(*)::int AS value FROM undoable_decisions')).toEqual([1]);
  expect(await column('SELECT sum(n)::int AS value FROM ticket_counts')).toEqual([1]);
});

it('an expired Idempotency-Key takes no other person’s key of the same name with it', async () => {
  await dataSource.query(
    `WITH people AS (
       INSERT INTO users (name, email, role)
       VALUES ('Bob', 'bob@example.org', 'agent'), ('Carol', 'carol@example.org', 'agent') RETURNING id, name)
     INSERT INTO idempotency_keys (user_id, key, request_hash, created_at)
     SELECT id, 'order-4711', 'x', now() - CASE name WHEN 'Bob' THEN interval '25 hours' ELSE interval '1 minute' END
     FROM people`,
  );
  await new TicketRetention(
    new TicketRetentionRepository(dataSource),
    new AttachmentsRepository(dataSource),
  ).purge();
  expect(
    await dataSource.query(
      `SELECT u.name FROM idempotency_keys k JOIN users u ON u.id = k.user_id WHERE key = 'order-4711'`,
    ),
  ).toEqual([{ name: 'Carol' }]);
});
