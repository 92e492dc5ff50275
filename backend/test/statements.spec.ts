import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import type { Column } from '../src/database/columns.js';
import { REPOSITORIES } from './support/repositories.ts';
import { createDatabase } from './support/service.ts';
import { describeStatement, type ResultColumn } from './support/statement-description.ts';
import { StatementRecorder } from './support/statement-recorder.ts';

let client: pg.Client;
let recorder: StatementRecorder;
beforeAll(async () => {
  client = new pg.Client({ connectionString: await createDatabase() });
  await client.connect();
  recorder = await StatementRecorder.create();
});
afterAll(() => client.end());

/** PostgreSQL knows nullability only of columns of tables. */
function fits(column: ResultColumn, declared: Column<unknown> | undefined): boolean {
  if (!declared) return false;
  return (
    declared.type === column.type && (declared.isNullable || declared.isKnown || column.isNullable !== true)
  );
}

describe.each(REPOSITORIES)('$path', (repository) => {
  it('has statements that PostgreSQL accepts, with the declared columns', async () => {
    for (const [name, statements] of Object.entries(await repository.record(recorder))) {
      for (const { sql, columns } of statements) {
        const described = await describeStatement(client, sql);
        if (!columns) continue;
        const wrong = described.filter((column) => !fits(column, columns[column.name]));
        const missing = Object.keys(columns).filter((each) => !described.some(({ name }) => name === each));
        expect({ name, wrong, missing }).toEqual({ name, wrong: [], missing: [] });
      }
    }
  });
});
