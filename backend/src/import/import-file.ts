import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import type { FieldFault } from '../common/field-faults.js';
import { InvalidInput } from '../http/invalid-input.js';
import { rowsOf, shapeOf, type FileRow, type FileShape } from './file-rows.js';
import { UnreadableFile, utf8Chunks } from './file-text.js';
import { formatOf, MAPPINGS, missingColumns, unknownColumns, type Format } from './formats.js';
import { validTicket } from './dto/imported-ticket.dto.js';
import {
  finishImport,
  openImport,
  writeBatch,
  type ImportBatch,
  type TicketImport,
} from './ticket-imports.repository.js';
import { dateOrderOf, withIsoTimes } from './spreadsheet-times.js';
import { toTicketRow } from './ticket-row.js';

/** Large enough to amortize the cost of a transaction, and small enough for memory and a fast stop. */
const BATCH_ROWS = 1000;
const BATCH_CHARACTERS = 4_000_000;

/** Further reasons are written only to the file of rejected rows. */
const MAX_REPORTED_REASONS = 20;

export interface ImportOptions {
  /** Detected from the first row by default. */
  format?: Format;
  /** Encoding of a file without a byte order mark. UTF-8 by default. */
  encoding?: string;
  /** Namespace of the external ids. By default the format's name. */
  source?: string;
  /** Receives messages. */
  report: (line: string) => void;
  reportRejection: (line: string) => void;
  /** Called after each batch. */
  progress: (state: TicketImport) => void;
  /** Stops the import after the current batch. */
  isStopped: AbortSignal;
}

/**
 * Imports a file, resuming an earlier attempt. Invalid rows are reported and written to `FILE.rejected.jsonl`, which
 * can be imported once corrected.
 *
 * @throws UnreadableFile | ImportAlreadyRunning
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
  const isTable = format === 'csv' || format === 'zammad';
  const order = isTable ? await dateOrderOf(rowsOf(path, file.shape, encoding)) : undefined;
  const map: RowMapping = (value, now) => MAPPINGS[format](isTable ? withIsoTimes(value, order) : value, now);
  let state = await openImport(dataSource, source, hash);
  if (state.finishedAt) return state;
  if (state.rowsDone > 0) options.report(`Resuming after row ${state.rowsDone}.`);
  const rejects = await RejectedRows.resume(`${path}.rejected.jsonl`, state, options.reportRejection);
  try {
    let writing: Promise<void> = Promise.resolve();
    // Reads and validates the next rows while the database writes these.
    for await (const batch of batchesOf(file, map, state.rowsDone)) {
      await writing;
      if (options.isStopped.aborted) return state;
      const rejectedBytes = await rejects.add(batch.rejected);
      writing = writeBatch(dataSource, state, {
        ...batch,
        rejected: batch.rejected.length,
        rejectedBytes,
      }).then((written) => options.progress((state = written)));
      // The promise is awaited above; this prevents an unhandled rejection until then.
      writing.catch(() => undefined);
    }
    await writing;
    if (options.isStopped.aborted) return state;
    await finishImport(dataSource, state);
    return { ...state, finishedAt: new Date() };
  } finally {
    await rejects.close();
  }
}

interface RejectedRow extends FileRow {
  faults: string[];
  /** Structured faults of a row that could be parsed, in the API's format. */
  errors: FieldFault[];
}

type ReadBatch = Omit<ImportBatch, 'rejected' | 'rejectedBytes'> & { rejected: RejectedRow[] };

type RowMapping = (typeof MAPPINGS)[Format];

interface ImportedFile {
  path: string;
  shape: FileShape;
  encoding: string | undefined;
}

async function* batchesOf(
  { path, shape, encoding }: ImportedFile,
  map: RowMapping,
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
    const { ticket, faults = [], errors = [] } = readTicket(row, map);
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
  map: RowMapping,
): { ticket?: Record<string, unknown>; faults?: string[]; errors?: FieldFault[] } {
  if (fault) return { faults: [fault] };
  const now = new Date();
  try {
    return { ticket: toTicketRow(validTicket(map(value, now), now), now) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { faults: errors } = error;
    return { faults: errors.map(({ field, message }) => `${field}: ${message}`), errors };
  }
}

/** The requested format, else the one detected from the first row. */
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
      const unread = unknownColumns(row);
      if (unread.length > 0) report(`Ignored columns: ${unread.join(', ')}.`);
    }
    return format;
  }
  if (asked) return asked;
  if (shape === 'csv') throw new UnreadableFile(`${path} has no rows below its header.`);
  throw new UnreadableFile(`The format of ${path} could not be detected. Set it with --format.`);
}

/** Hash of the whole file, which identifies the import to resume. A CSV file must be valid UTF-8 throughout. */
async function hashOf({ path, shape, encoding }: ImportedFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  // In another encoding, the same bytes are different tickets.
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

/** File of the rejected rows with their reasons. */
class RejectedRows {
  private constructor(
    private readonly path: string,
    private reported: number,
    private readonly reportRejection: (line: string) => void,
  ) {}

  private file: FileHandle | undefined;
  private bytes = 0;

  /** Truncates what was written after the last completed batch, or by the import of another file. */
  static async resume(
    path: string,
    { rejected, rejectedBytes }: TicketImport,
    complain: (line: string) => void,
  ): Promise<RejectedRows> {
    const rows = new RejectedRows(path, rejected, complain);
    if (rejectedBytes > 0) await rows.open(rejectedBytes);
    return rows;
  }

  /** Flushed before the batch is committed, so that every counted row is in the file. */
  async add(rejected: RejectedRow[]): Promise<number> {
    if (rejected.length === 0) return this.bytes;
    for (const { location, faults } of rejected.slice(0, Math.max(MAX_REPORTED_REASONS - this.reported, 0))) {
      this.reportRejection(`${location}: ${faults.join(' ')}`);
    }
    if (this.reported < MAX_REPORTED_REASONS && this.reported + rejected.length > MAX_REPORTED_REASONS)
      this.reportRejection(`All other rejected rows are in ${this.path}.`);
    this.reported += rejected.length;
    const lines = rejected.map(({ location, faults, errors, value }) =>
      JSON.stringify({ place: location, faults, errors, row: value }),
    );
    const text = Buffer.from(`${lines.join('\n')}\n`);
    const file = await this.open();
    await file.write(text, 0, text.length, this.bytes);
    await file.sync();
    return (this.bytes += text.length);
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async open(keep = 0): Promise<FileHandle> {
    if (this.file) return this.file;
    this.file = await openForWriting(this.path);
    this.bytes = Math.min(keep, (await this.file.stat()).size);
    await this.file.truncate(this.bytes);
    return this.file;
  }
}

/** The file holds customer data, so only the operator may read it. */
async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch {
    return open(path, 'w+', 0o600);
  }
}
