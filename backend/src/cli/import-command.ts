import 'reflect-metadata';
import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { EmbeddedPostgresFailed } from '@ticketiq/embedded-postgres';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { connectDatabase } from '../schema/connect.js';
import { runUntilStopped } from '../app/lifecycle.js';
import { isEncoding, UnreadableFile } from '../import/file-text.js';
import { FORMATS, type Format } from '../import/formats.js';
import { importFile } from '../import/import-file.js';
import { ImportAlreadyRunning, type TicketImport } from '../import/ticket-imports.repository.js';

/**
 * `${commandLine('tickets:import')} FILE`: imports tickets of another help desk or another TicketIQ, with or without a
 * running service. An interrupted import resumes when the command is repeated. See docs/import.md for the formats.
 */
class ImportFailed extends Error {}

const USAGE = `${commandLine('tickets:import')} FILE [--format ${FORMATS.join('|')}] [--source NAME] [--encoding NAME]`;
const PROGRESS_INTERVAL_MS = 2000;

const isStopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => isStopped.abort());

await runUntilStopped(
  [InvalidSettings, EmbeddedPostgresFailed, ImportFailed, UnreadableFile, ImportAlreadyRunning],
  async (onStop) => {
    const { path, format, source, encoding } = readOptions();
    await access(path, constants.R_OK).catch(() => {
      throw new ImportFailed(`Can’t read ${path}.`);
    });
    const report = (line: string): void => console.log(line);
    const { dataSource } = await connectDatabase(readSettings(), onStop, report);
    const state = await importFile(dataSource, path, {
      format,
      source,
      encoding,
      report,
      reportRejection: (line) => console.error(line),
      progress: createProgressReporter(report),
      isStopped: isStopped.signal,
    });
    report(
      state.finishedAt
        ? `Imported all ${state.rowsDone} rows: ${formatCounts(state)}.`
        : `Stopped after row ${state.rowsDone}: ${formatCounts(state)}. Run the same command to resume.`,
    );
    return 'finished';
  },
);

function readOptions(): { path: string; format?: Format; source?: string; encoding?: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { format: { type: 'string' }, source: { type: 'string' }, encoding: { type: 'string' } },
    });
    const [path, ...more] = positionals;
    const { format, source, encoding } = values;
    if (!path || more.length > 0) throw new Error('Name one file.');
    if (format !== undefined && !(FORMATS as readonly string[]).includes(format))
      throw new Error(`Invalid --format. Use one of: ${FORMATS.join(', ')}.`);
    if (source !== undefined && !/^[\w.-]{1,40}$/.test(source))
      throw new Error('Invalid --source. Use 1 to 40 letters, digits, dots and dashes.');
    if (encoding !== undefined && !isEncoding(encoding))
      throw new Error('Invalid --encoding. Use the name of an encoding, such as windows-1252.');
    return { path, format: format as Format | undefined, source, encoding };
  } catch (error) {
    throw new ImportFailed(`${(error as Error).message}\n${USAGE}`);
  }
}

function createProgressReporter(report: (line: string) => void): (state: TicketImport) => void {
  let reportedAt = Date.now();
  let rows: number | undefined;
  return (state) => {
    rows ??= state.rowsDone;
    const since = Date.now() - reportedAt;
    if (since < PROGRESS_INTERVAL_MS) return;
    const pace = Math.round((1000 * (state.rowsDone - rows)) / since);
    report(`${state.rowsDone} rows: ${formatCounts(state)}; ${pace} rows per second`);
    reportedAt = Date.now();
    rows = state.rowsDone;
  };
}

function formatCounts({ imported, known, rejected }: TicketImport): string {
  return `${imported} imported, ${known} already imported, ${rejected} rejected`;
}
