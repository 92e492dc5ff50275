import { isEncoding } from '../import/file-text.js';
import { FORMATS, type Format } from '../import/formats.js';
import { importFile } from '../import/import-file.js';
import type { TicketImport } from '../import/ticket-imports.repository.js';
import { InvalidArguments, runCommand } from './command.js';
import { requireReadable } from './file-arguments.js';

const PROGRESS_INTERVAL_MS = 2000;

/**
 * Imports tickets of another help desk or another TicketIQ, with or without a running service. An interrupted import
 * resumes when the command is repeated. See docs/import.md for the formats.
 */
await runCommand({
  name: 'tickets:import',
  usage: `FILE [--format ${FORMATS.join('|')}] [--source NAME] [--encoding NAME]`,
  positionals: [1, 1],
  options: { format: { type: 'string' }, source: { type: 'string' }, encoding: { type: 'string' } },
  run: async ({ options, positionals, report, stopped, database }) => {
    const path = positionals[0]!;
    const { format, source, encoding } = options;
    if (format !== undefined && !isFormat(format))
      throw new InvalidArguments(`Invalid --format. Use one of: ${FORMATS.join(', ')}.`);
    if (source !== undefined && !/^[\w.-]{1,40}$/.test(source))
      throw new InvalidArguments('Invalid --source. Use 1 to 40 letters, digits, dots and dashes.');
    if (encoding !== undefined && !isEncoding(encoding))
      throw new InvalidArguments('Invalid --encoding. Use the name of an encoding, such as windows-1252.');
    await requireReadable(path);
    const { dataSource } = await database();
    const state = await importFile(dataSource, path, {
      format,
      source,
      encoding,
      report,
      reportRejection: (line) => console.error(line),
      progress: createProgressReporter(report),
      isStopped: stopped,
    });
    report(
      state.finishedAt
        ? `Imported all ${state.rowsDone} rows: ${formatCounts(state)}.`
        : `Stopped after row ${state.rowsDone}: ${formatCounts(state)}. Run the same command to resume.`,
    );
  },
});

function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name);
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
