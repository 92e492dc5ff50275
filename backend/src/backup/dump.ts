import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { END_OF_ROWS, FIRST_LINE, LAST_LINE, type BackupHeader, type RowCounts } from './backup-file.js';

/** Recreated by the migrations on restore. */
const EXCLUDED_TABLES = ['migrations', 'typeorm_metadata'];

/** Writes a backup to a temporary file and renames it, so that a file of the final name is always complete. */
export async function writeBackup(url: string, path: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'ticketiq-backup' });
  await client.connect();
  const partial = `${path}.partial`;
  try {
    // The file holds all tickets and password hashes: it must not be written to a file that another account created or
    // linked.
    await rm(partial, { force: true });
    const file = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(Readable.from(dump(client), { objectMode: false }), createGzip(), file);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** Dumps all tables from one snapshot, while the service may keep writing. */
async function* dump(client: pg.Client): AsyncGenerator<string | Buffer> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await client.query<BackupHeader>(
    `SELECT to_json(now()) AS made_at, json_agg(name ORDER BY id) AS migrations FROM migrations`,
  );
  yield `${FIRST_LINE}\n-- ${JSON.stringify(rows[0])}\n`;
  const counts: RowCounts = {};
  for (const { table, columns } of await tablesOf(client)) {
    const list = columns.map((column) => `"${column}"`).join(', ');
    yield `COPY "${table}" (${list}) FROM stdin;\n`;
    const copy = client.query(copyTo(`COPY "${table}" (${list}) TO STDOUT`));
    yield* copy as AsyncIterable<Buffer>;
    yield `${END_OF_ROWS}\n`;
    counts[table] = copy.rowCount;
  }
  // Sequences are not transactional: read last, they are ahead of every copied row.
  for (const sequence of await sequencesOf(client)) {
    const { rows } = await client.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value, is_called FROM "${sequence}"`,
    );
    yield `SELECT setval('"${sequence}"', ${rows[0]!.last_value}, ${rows[0]!.is_called});\n`;
  }
  await client.query('COMMIT');
  yield `${LAST_LINE}${JSON.stringify(counts)}\n`;
}

/** Columns that a trigger derives. They are larger than their texts, and are derived again on restore. */
const DERIVED_TABLES = ['search_vector'];

/** Excludes generated columns, and unlogged tables, whose rows are obsolete after a crash. */
async function tablesOf(client: pg.Client): Promise<{ table: string; columns: string[] }[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS table, json_agg(a.attname ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND c.relname <> ALL ($1)
       AND a.attname <> ALL ($2)
     GROUP BY c.relname ORDER BY c.relname`,
    [EXCLUDED_TABLES, DERIVED_TABLES],
  );
  return rows;
}

async function sequencesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT s.relname AS name FROM pg_class s
     JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass
     JOIN pg_class t ON t.oid = d.refobjid
     WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace AND t.relname <> ALL ($1) ORDER BY 1`,
    [EXCLUDED_TABLES],
  );
  return rows.map(({ name }) => name);
}
