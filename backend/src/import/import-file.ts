import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import type { FieldFault } from '../field-faults.js';
import { InvalidInput } from '../http/invalid-input.js';
import { rowsOf, shapeOf, type FileRow, type Shape } from './file-rows.js';
import { UnreadableFile, utf8Chunks } from './file-text.js';
import { formatOf, MAPPINGS, missingColumns, unreadColumns, type Format } from './formats.js';
import { validTicket } from './imported-ticket.dto.js';
import {
  finishImport,
  openImport,
  writeBatch,
  type ImportBatch,
  type TicketImport,
} from './ticket-imports.js';
import { ticketRow } from './ticket-row.js';

/** So many that the transaction's own cost does not count, and few enough for the memory and for a quick stop. */
const BATCH_ROWS = 1000;
const BATCH_CHARACTERS = 4_000_000;

/** Further reasons stand in the file of rejected rows alone. */
const REASONS_TOLD = 20;

export interface ImportOptions {
  /** Guessed from the first row where it is left out. */
  format?: Format;
  /** Of the file where it is not UTF-8 and does not say itself, as UTF-16 does. */
  encoding?: string;
  /** Under which name the numbers of its tickets are kept; by default the format's. */
  source?: string;
  /** What is told once. */
  report: (line: string) => void;
  complain: (line: string) => void;
  /** After each batch. */
  progress: (state: TicketImport) => void;
  /** Ends the import after the batch in hand. */
  halted: AbortSignal;
}

/**
 * Imports a file from where an earlier attempt has stopped. Rows that are no ticket are told, and kept in
 * `FILE.rejected.jsonl`, which can be imported itself once they are put right.
 *
 * @throws UnreadableFile | ImportElsewhere
 */
export async function importFile(
  dataSource: DataSource,
  path: string,
  options: ImportOptions,
): Promise<TicketImport> {
  const { encoding } = options;
  const file = { path, shape: await shapeOf(path, encoding), encoding };
  const hash = await hashOf(file);
  const format = await formatOfFile(file, options);
  const source = options.source ?? (format === 'zendesk' || format === 'zammad' ? format : 'file');
  let state = await openImport(dataSource, source, hash);
  if (state.finishedAt) return state;
  if (state.rowsDone > 0) options.report(`Resuming after row ${state.rowsDone}.`);
  const rejects = await RejectedRows.after(`${path}.rejected.jsonl`, state, options.complain);
  try {
    let writing: Promise<void> = Promise.resolve();
    // The next rows are read and looked at while the database is busy with these.
    for await (const batch of batchesOf(file, format, state.rowsDone)) {
      await writing;
      if (options.halted.aborted) return state;
      const rejectedBytes = await rejects.add(batch.rejected);
      writing = writeBatch(dataSource, state, {
        ...batch,
        rejected: batch.rejected.length,
        rejectedBytes,
      }).then((written) => options.progress((state = written)));
      // It is awaited above; until then a failure is nobody's to hear.
      writing.catch(() => undefined);
    }
    await writing;
    if (options.halted.aborted) return state;
    await finishImport(dataSource, state);
    return { ...state, finishedAt: new Date() };
  } finally {
    await rejects.close();
  }
}

interface RejectedRow extends FileRow {
  faults: string[];
  /** The same, of a row that could be read, as the API tells them. */
  errors: FieldFault[];
}

type ReadBatch = Omit<ImportBatch, 'rejected' | 'rejectedBytes'> & { rejected: RejectedRow[] };

interface ImportedFile {
  path: string;
  shape: Shape;
  encoding: string | undefined;
}

async function* batchesOf(
  { path, shape, encoding }: ImportedFile,
  format: Format,
  rowsDone: number,
): AsyncGenerator<ReadBatch> {
  const empty = (): ReadBatch => ({ rows: [], known: 0, rejected: [] });
  let batch = empty();
  let characters = 0;
  let number = 0;
  let ids = new Set<unknown>();
  for await (const row of rowsOf(path, shape, encoding)) {
    number += 1;
    if (number <= rowsDone) continue;
    const { ticket, faults = [], errors = [] } = readTicket(row, format);
    if (!ticket) batch.rejected.push({ ...row, faults, errors });
    else if (ticket['external_id'] !== null && ids.has(ticket['external_id'])) batch.known += 1;
    else {
      ids.add(ticket['external_id']);
      const text = JSON.stringify(ticket);
      characters += text.length;
      batch.rows.push(text);
    }
    const rows = batch.rows.length + batch.known + batch.rejected.length;
    if (rows < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = empty();
    characters = 0;
    ids = new Set();
  }
  if (batch.rows.length + batch.known + batch.rejected.length > 0) yield batch;
}

function readTicket(
  { value, fault }: FileRow,
  format: Format,
): { ticket?: Record<string, unknown>; faults?: string[]; errors?: FieldFault[] } {
  if (fault) return { faults: [fault] };
  const now = new Date();
  try {
    return { ticket: ticketRow(validTicket(MAPPINGS[format](value, now), now), now) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { faults: errors } = error;
    return { faults: errors.map(({ field, message }) => `${field}: ${message}`), errors };
  }
}

/** The one that is asked for, else the one that the first row tells. */
async function formatOfFile(
  { path, shape, encoding }: ImportedFile,
  { format: asked, report }: ImportOptions,
): Promise<Format> {
  for await (const row of rowsOf(path, shape, encoding)) {
    if (row.fault && shape !== 'csv') continue;
    const format = asked ?? formatOf(row, shape);
    if (!format) break;
    if (!asked) report(`Reading ${path} as ${format}.`);
    if (format === 'csv') {
      const missing = missingColumns(row).map((name) => `"${name}"`);
      if (missing.length > 0)
        throw new UnreadableFile(
          `Missing in ${path}: column ${missing.join(' and column ')}. Columns found: ${Object.keys(row.value).join(', ')}.`,
        );
      const unread = unreadColumns(row);
      if (unread.length > 0) report(`Ignored columns: ${unread.join(', ')}.`);
    }
    return format;
  }
  if (asked) return asked;
  if (shape === 'csv') throw new UnreadableFile(`${path} has no rows below its header.`);
  throw new UnreadableFile(`The format of ${path} could not be detected. Set it with --format.`);
}

/** Of the whole file, so that another one is never taken for it. A table is one text, and has to be UTF-8 from end to end. */
async function hashOf({ path, shape, encoding }: ImportedFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  // The same bytes are other tickets in another encoding.
  if (encoding) hash.update(encoding);
  if (shape === 'lines') return hash.digest('hex');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of utf8Chunks(path, encoding)) {
    try {
      decoder.decode(chunk, { stream: true });
    } catch {
      throw new UnreadableFile(
        `${path} is not valid UTF-8. Save it as UTF-8 or set its encoding, such as --encoding windows-1252.`,
      );
    }
  }
  return hash.digest('hex');
}

/** The rows that were no ticket, with the reasons. */
class RejectedRows {
  private constructor(
    private readonly path: string,
    private told: number,
    private readonly complain: (line: string) => void,
  ) {}

  private file: FileHandle | undefined;
  private bytes = 0;

  /** What was written after the last batch that counted, or by the import of another file, is cut off. */
  static async after(
    path: string,
    { rejected, rejectedBytes }: TicketImport,
    complain: (line: string) => void,
  ): Promise<RejectedRows> {
    const rows = new RejectedRows(path, rejected, complain);
    if (rejectedBytes > 0) await rows.opened(rejectedBytes);
    return rows;
  }

  /** Durable before the batch is, so that no row is counted and not there. */
  async add(rejected: RejectedRow[]): Promise<number> {
    if (rejected.length === 0) return this.bytes;
    for (const { place, faults } of rejected.slice(0, Math.max(REASONS_TOLD - this.told, 0))) {
      this.complain(`${place}: ${faults.join(' ')}`);
    }
    if (this.told < REASONS_TOLD && this.told + rejected.length > REASONS_TOLD)
      this.complain(`All other rejected rows are in ${this.path}.`);
    this.told += rejected.length;
    const lines = rejected.map(({ place, faults, errors, value }) =>
      JSON.stringify({ place, faults, errors, row: value }),
    );
    const text = Buffer.from(`${lines.join('\n')}\n`);
    const file = await this.opened();
    await file.write(text, 0, text.length, this.bytes);
    await file.sync();
    return (this.bytes += text.length);
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async opened(keep = 0): Promise<FileHandle> {
    if (this.file) return this.file;
    this.file = await openForWriting(this.path);
    this.bytes = Math.min(keep, (await this.file.stat()).size);
    await this.file.truncate(this.bytes);
    return this.file;
  }
}

/** What customers wrote is in it: for the operator's eyes alone. */
async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch {
    return open(path, 'w+', 0o600);
  }
}
