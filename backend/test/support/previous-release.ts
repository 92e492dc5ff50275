import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { createDatabase } from './service.ts';

const DUMP = new URL('../../../docker/test/previous-release.sql.gz', import.meta.url);

/** What the database of the previous release holds. */
export const PREVIOUS = { tickets: 340, messages: 290, untriaged: 3 };
export const PREVIOUS_ADMIN = { email: 'admin@example.org', password: 'correct horse $battery #9' };

/** Creates the database of the previous release that the tests of the images upgrade. */
export async function createPreviousDatabase(): Promise<string> {
  const url = await createDatabase('template0');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(gunzipSync(await readFile(DUMP)).toString());
  } finally {
    await client.end();
  }
  return url;
}
