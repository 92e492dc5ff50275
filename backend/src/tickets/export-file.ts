import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Caller } from '../identity/users/caller.js';
import { keysetOf, type CursorPosition } from './ticket-cursor.js';
import { csv, jsonLines } from './ticket-export.js';
import type { TicketsRepository } from './tickets.repository.js';

/** How much of FILE.partial is complete. */
interface ExportProgress {
  bytes: number;
  tickets: number;
  after?: CursorPosition;
}

/** The operator has direct access to the database, so exports are not restricted. */
const OPERATOR: Caller = {
  type: 'user',
  id: 0,
  name: 'Operator',
  email: '',
  role: 'admin',
  visibleTeams: null,
};
const PROGRESS_INTERVAL_MS = 2000;

/**
 * Exports all tickets, oldest first. Writes to FILE.partial and renames it when complete; after a crash, the next
 * attempt resumes after the last complete batch. Not a snapshot: each batch contains the tickets as they are when it is
 * read.
 *
 * @returns the number of exported tickets
 */
export async function exportFile(
  queries: TicketsRepository,
  path: string,
  { report, halted }: { report: (line: string) => void; halted: AbortSignal },
): Promise<number> {
  const { header, lines } = path.endsWith('.csv') ? csv : jsonLines(queries);
  const [partial, note] = [`${path}.partial`, `${path}.partial.json`];
  let done = await readProgress(note, partial);
  // The file holds customer data: it must not be written to a file that another account created or linked.
  if (!done) await rm(partial, { force: true });
  const file = await open(partial, done ? 'r+' : 'wx', 0o600);
  try {
    if (done) {
      report(`Resuming after ${done.tickets} tickets.`);
      await file.truncate(done.bytes);
    }
    const append = async (text: string, progress: Omit<ExportProgress, 'bytes'>): Promise<void> => {
      const bytes = Buffer.from(text);
      const start = done?.bytes ?? 0;
      await file.write(bytes, 0, bytes.length, start);
      await file.sync();
      done = { ...progress, bytes: start + bytes.length };
      await writeProgress(note, done);
    };
    if (!done) await append(header, { tickets: 0 });
    let reportedAt = Date.now();
    for await (const tickets of queries.streamBatches({}, OPERATOR, {
      sort: 'created_at',
      after: done?.after,
    })) {
      const after = keysetOf('created_at', OPERATOR).positionOf(tickets.at(-1)!);
      await append(await lines(tickets), { tickets: (done?.tickets ?? 0) + tickets.length, after });
      if (halted.aborted) break;
      if (Date.now() - reportedAt < PROGRESS_INTERVAL_MS) continue;
      report(`${done?.tickets} tickets`);
      reportedAt = Date.now();
    }
  } finally {
    await file.close();
  }
  if (!halted.aborted) {
    await rm(note);
    await rename(partial, path);
  }
  return done?.tickets ?? 0;
}

/** Undefined if there is no export to resume. */
async function readProgress(note: string, partial: string): Promise<ExportProgress | undefined> {
  const [text, file] = await Promise.all([
    readFile(note, 'utf8').catch(() => undefined),
    stat(partial).catch(() => undefined),
  ]);
  const progress = text === undefined ? undefined : (JSON.parse(text) as ExportProgress);
  return progress && file && file.size >= progress.bytes ? progress : undefined;
}

/** Written to a new file and renamed, so that a crash leaves a complete file. */
async function writeProgress(path: string, progress: ExportProgress): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(progress));
  await rename(`${path}.new`, path);
}
