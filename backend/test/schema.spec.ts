import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource, MIGRATION_NAMES } from '../src/schema/data-source.js';
import { readColumns } from './support/database-types.ts';
import { createDatabase } from './support/service.ts';

let dataSource: DataSource;
beforeAll(async () => (dataSource = await createDataSource(await createDatabase()).initialize()));
afterAll(() => dataSource.destroy());

it('the migrations make what the entities describe', async () => {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

it('each table has an entity with its columns, their types and whether they can be null', async () => {
  const declared = dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
    columns.map((column) => ({
      table: tableName,
      name: column.databaseName,
      type: `${column.enumName ?? dataSource.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
      isNullable: column.isNullable,
    })),
  );
  const existing = (await readColumns(dataSource))
    .filter(({ isView }) => !isView)
    .map(({ table, name, type, isNullable }) => ({ table, name, type, isNullable }));
  const byName = (columns: typeof existing): typeof existing =>
    columns.toSorted((a, b) => `${a.table}.${a.name}`.localeCompare(`${b.table}.${b.name}`));
  expect(byName(declared)).toEqual(byName(existing));
});

it.runIf(MIGRATION_NAMES.length > 1)(
  'the migrations after the baseline can be taken back and applied again',
  async () => {
    for (const _ of MIGRATION_NAMES.slice(1)) await dataSource.undoLastMigration();
    expect(await dataSource.showMigrations()).toBe(true);
    await dataSource.runMigrations();
    expect(await dataSource.showMigrations()).toBe(false);
  },
);

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
