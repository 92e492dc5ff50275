import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/database/data-source.js';
import { createDatabase } from './support/service.ts';

let dataSource: DataSource;
beforeAll(async () => (dataSource = await createDataSource(await createDatabase()).initialize()));
afterAll(() => dataSource.destroy());

/** Takes back the named migration and all that came after it. */
async function undoFrom(migrated: DataSource, name: string): Promise<void> {
  for (let last = ''; last !== name;) {
    [{ name: last }] = await migrated.query<[{ name: string }]>(
      'SELECT name FROM migrations ORDER BY id DESC LIMIT 1',
    );
    await migrated.undoLastMigration();
  }
}

it('the migrations make what the entities describe', async () => {
  // The one column is compared with an expression that TypeORM keeps by database name, and this database is a copy.
  await dataSource.query('UPDATE typeorm_metadata SET database = current_database()');
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

it('the last migration can be taken back and applied again', async () => {
  await dataSource.undoLastMigration();
  expect(await dataSource.showMigrations()).toBe(true);
  await dataSource.runMigrations();
  expect(await dataSource.showMigrations()).toBe(false);
});

it('accounts come to a database with tickets: nothing is lost, and nobody can be who everybody was', async () => {
  const before = await createDataSource(await createDatabase()).initialize();
  await undoFrom(before, 'Accounts1764100000000');
  await before.query(
    `INSERT INTO tickets (title, description, status, triage_due_at, assignee_id)
     SELECT 'title', 'description', CASE WHEN i = 1 THEN 'in_progress' ELSE 'open' END::ticket_status, now(), u.id
     FROM generate_series(1, 3) i, users u`,
  );
  await before.query(
    `INSERT INTO ticket_messages (ticket_id, author_id, body, visibility) SELECT t.id, u.id, 'Hello.', 'public' FROM tickets t, users u`,
  );
  await before.runMigrations();
  expect(await before.query('SELECT email, active, password_hash FROM users')).toEqual([
    { email: 'agent@localhost', active: false, password_hash: null },
  ]);
  expect(await before.query('SELECT status, n::int FROM ticket_workload ORDER BY status')).toEqual([
    { status: 'open', n: 2 },
    { status: 'in_progress', n: 1 },
  ]);
  expect(await before.query('SELECT count(*)::int AS n FROM ticket_messages')).toEqual([{ n: 3 }]);
  await before.destroy();
});

it.each([
  ['a resolved ticket without a time', `status = 'resolved'`],
  ['an empty title', `title = ''`],
  ['a title of 201 characters', `title = repeat('x', 201)`],
  ['a description of 20,001 characters', `description = repeat('x', 20001)`],
  ['a confidence above 1', `confidence = 1.1`],
  ['a pending ticket that no sweeper would find', `triage_state = 'pending', triage_due_at = NULL`],
  ['an accepted suggestion that there is not', `triage_state = 'accepted', triage_due_at = NULL`],
])('the database itself refuses %s', async (_name, assignment) => {
  await dataSource.query(
    `INSERT INTO tickets (title, description, triage_due_at) VALUES ('title', 'description', now())`,
  );
  await expect(dataSource.query(`UPDATE tickets SET ${assignment}`)).rejects.toThrow('check constraint');
});
