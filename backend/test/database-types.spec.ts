import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/schema/data-source.js';
import { databaseTypes } from './support/database-types.ts';
import { createDatabase } from './support/service.ts';

let dataSource: DataSource;
beforeAll(async () => (dataSource = await createDataSource(await createDatabase()).initialize()));
afterAll(() => dataSource.destroy());

it('the types of the tables are those of the migrated database', async () => {
  await expect(await databaseTypes(dataSource)).toMatchFileSnapshot('../src/database/tables.ts');
});
