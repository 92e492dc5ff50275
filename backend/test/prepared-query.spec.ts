import type { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { createDataSource } from '../src/schema/data-source.js';
import { listQuery, preparedQuery } from '../src/database/sql.js';
import { createDatabase } from './support/service.ts';

it.each([
  ['query', preparedQuery],
  [
    'list',
    (dataSource: DataSource, name: string, text: string, values: unknown[]) =>
      listQuery(dataSource, text, values, { name, plan: 'estimated' as const }),
  ],
])('a prepared %s answers after a migration has changed the type of its columns', async (_kind, prepared) => {
  const dataSource = await createDataSource(await createDatabase()).initialize();
  try {
    await dataSource.query('CREATE TABLE counted (n integer)');
    await dataSource.query('INSERT INTO counted VALUES (7)');
    const read = () => prepared(dataSource, 'counted', 'SELECT n::text, n AS raw FROM counted', []);
    expect(await read()).toEqual([{ n: '7', raw: 7 }]);
    await dataSource.query('ALTER TABLE counted ALTER n TYPE bigint');
    expect(await read()).toEqual([{ n: '7', raw: '7' }]);
    expect(await read()).toEqual([{ n: '7', raw: '7' }]);
  } finally {
    await dataSource.destroy();
  }
});
