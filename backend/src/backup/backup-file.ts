import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { linesOf } from '../lines-of.js';

/**
 * A backup is compressed SQL, as `pg_dump --data-only` writes it: rows by COPY, then where the numbers stand. Its schema
 * is that of the migrations which its head names.
 *
 *   -- TicketIQ backup 1
 *   -- {"made_at":"…","migrations":["CreateTickets1764000000000",…]}
 *   COPY "tickets" ("id", …) FROM stdin;
 *   …
 *   \.
 *   SELECT setval('"tickets_id_seq"', 1042, true);
 *   -- end {"tickets":1042,…}
 */
export const FIRST_LINE = '-- TicketIQ backup 1';
export const COPY_LINE = /^COPY "([a-z_]+)" \((?:"[a-z_]+"(?:, )?)+\) FROM stdin;$/;
export const SETVAL_LINE = /^SELECT setval\('"[a-z_0-9]+"', \d+, (?:true|false)\);$/;
export const END_OF_ROWS = '\\.';
export const LAST_LINE = '-- end ';

export interface BackupHead {
  made_at: string;
  migrations: string[];
}

/** Rows of each table. */
export type RowCounts = Record<string, number>;

export class NoBackup extends Error {}

export type BackupLine =
  | { kind: 'table'; table: string; copy: string }
  | { kind: 'row'; row: Buffer }
  | { kind: 'rows end' }
  | { kind: 'setval'; sql: string };

/**
 * Reads a backup from its first line to its last.
 * @throws NoBackup where it is none, or not whole
 */
export async function* readBackup(
  path: string,
  onHead: (head: BackupHead) => void | Promise<void>,
): AsyncGenerator<BackupLine, RowCounts> {
  const counts: RowCounts = {};
  let table: string | undefined;
  let number = 0;
  try {
    for await (const line of linesOf(gunzipped(path))) {
      number += 1;
      if (table !== undefined && !isEndOfRows(line)) {
        counts[table]! += 1;
        yield { kind: 'row', row: line };
        continue;
      }
      const text = line.toString();
      const copied = COPY_LINE.exec(text)?.[1];
      if (number === 1) {
        if (text !== FIRST_LINE) throw new NoBackup(`${path} is not a TicketIQ backup.`);
      } else if (number === 2) await onHead(JSON.parse(text.slice(3)) as BackupHead);
      else if (table !== undefined) {
        table = undefined;
        yield { kind: 'rows end' };
      } else if (copied !== undefined) {
        table = copied;
        counts[table] = 0;
        yield { kind: 'table', table, copy: text };
      } else if (SETVAL_LINE.test(text)) yield { kind: 'setval', sql: text };
      else if (text.startsWith(LAST_LINE)) {
        if (text.slice(LAST_LINE.length) === JSON.stringify(counts)) return counts;
        throw new NoBackup(`${path} is damaged: rows are missing.`);
      } else throw new NoBackup(`${path} is damaged: unexpected content in line ${number}.`);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code)))
      throw new NoBackup(`${path} is damaged or not a backup: ${error.message}`);
    throw error;
  }
  throw new NoBackup(`${path} is incomplete.`);
}

/** Reads the whole of it, so that nothing is touched for one that is damaged. @throws NoBackup */
export async function checkBackup(path: string): Promise<{ head: BackupHead; counts: RowCounts }> {
  let head: BackupHead | undefined;
  const lines = readBackup(path, (found) => void (head = found));
  for (;;) {
    const { done, value } = await lines.next();
    if (done) return { head: head!, counts: value };
  }
}

function isEndOfRows(line: Buffer): boolean {
  return line.length === 2 && line.toString() === END_OF_ROWS;
}

async function* gunzipped(path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const reading = pipeline(createReadStream(path), gunzip);
  // Whoever reads on hears of it.
  reading.catch(() => undefined);
  yield* gunzip as AsyncIterable<Buffer>;
}
