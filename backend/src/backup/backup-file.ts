import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { OperatorError } from '../common/operator-error.js';
import { splitLines } from '../common/split-lines.js';

/**
 * Format of a backup: gzipped SQL like that of `pg_dump --data-only`, with rows by COPY followed by sequence values. The
 * header names the migrations that create its schema.
 *
 *   -- TicketIQ backup 1
 *   -- {"made_at":"…","migrations":["Baseline1765670000000",…]}
 *   COPY "tickets" ("id", …) FROM stdin;
 *   …
 *   \.
 *   SELECT setval('"tickets_id_seq"', 1042, true);
 *   -- end {"tickets":1042,…}
 */
export const FIRST_LINE = '-- TicketIQ backup 1';
export const COPY_LINE = /^COPY "([a-z_0-9]+)" \((?:"[a-z_0-9]+"(?:, )?)+\) FROM stdin;$/;
export const SETVAL_LINE = /^SELECT setval\('"[a-z_0-9]+"', \d+, (?:true|false)\);$/;
export const END_OF_ROWS = '\\.';
export const LAST_LINE = '-- end ';

export interface BackupHeader {
  made_at: string;
  migrations: string[];
}

/** Number of rows by table. */
export type RowCounts = Record<string, number>;

export class InvalidBackup extends OperatorError {}

export type BackupLine =
  | { kind: 'table'; table: string; copy: string }
  | { kind: 'row'; row: Buffer }
  | { kind: 'rows end' }
  | { kind: 'setval'; sql: string };

/**
 * Reads a backup from its first line to its last.
 * @throws InvalidBackup for a file that is incomplete or not a backup
 */
export async function* readBackup(
  path: string,
  onHead: (head: BackupHeader) => void | Promise<void>,
): AsyncGenerator<BackupLine, RowCounts> {
  const counts: RowCounts = {};
  let table: string | undefined;
  let number = 0;
  try {
    for await (const line of splitLines(readGunzipped(path))) {
      number += 1;
      if (table !== undefined && !isEndOfRows(line)) {
        counts[table]! += 1;
        yield { kind: 'row', row: line };
        continue;
      }
      const text = line.toString();
      const copied = COPY_LINE.exec(text)?.[1];
      if (number === 1) {
        if (text !== FIRST_LINE) throw new InvalidBackup(`${path} is not a TicketIQ backup.`);
      } else if (number === 2) await onHead(JSON.parse(text.slice(3)) as BackupHeader);
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
        throw new InvalidBackup(`${path} is damaged: rows are missing.`);
      } else throw new InvalidBackup(`${path} is damaged: unexpected content in line ${number}.`);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code)))
      throw new InvalidBackup(`${path} is damaged or not a backup: ${error.message}`);
    throw error;
  }
  throw new InvalidBackup(`${path} is incomplete.`);
}

/**
 * Reads the whole file, so that a damaged backup is detected before the restore changes anything.
 * @throws InvalidBackup
 */
export async function verifyBackup(path: string): Promise<{ head: BackupHeader; counts: RowCounts }> {
  let head: BackupHeader | undefined;
  const lines = readBackup(path, (found) => void (head = found));
  for (;;) {
    const { done, value } = await lines.next();
    if (done) return { head: head!, counts: value };
  }
}

function isEndOfRows(line: Buffer): boolean {
  return line.length === 2 && line.toString() === END_OF_ROWS;
}

async function* readGunzipped(path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const reading = pipeline(createReadStream(path), gunzip);
  // The consumer of the stream handles the error.
  reading.catch(() => undefined);
  yield* gunzip as AsyncIterable<Buffer>;
}
