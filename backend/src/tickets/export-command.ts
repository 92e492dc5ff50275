import 'reflect-metadata';
import { access } from 'node:fs/promises';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { EmbeddedPostgresFailed } from '../database/embedded-postgres.js';
import { reachDatabase } from '../database/reach-database.js';
import { runUntilStopped } from '../process-life.js';
import { exportFile } from './export-file.js';
import { TicketsQueries } from './tickets.queries.js';

class NotExported extends Error {}

const halted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => halted.abort());

/** `npm run tickets:export -- FILE.csv|FILE.jsonl`: all tickets, beside a running service as well as without one. */
await runUntilStopped([InvalidSettings, EmbeddedPostgresFailed, NotExported], async (onStop) => {
  const [path, ...more] = process.argv.slice(2);
  if (!path || !/\.(csv|jsonl)$/.test(path) || more.length > 0)
    throw new NotExported(`Usage: ${commandLine('tickets:export')} FILE.csv or FILE.jsonl`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new NotExported(`${path} already exists. Choose another file.`);
  const report = (line: string): void => console.log(line);
  const { dataSource } = await reachDatabase(readSettings(), onStop, report);
  const tickets = await exportFile(new TicketsQueries(dataSource), path, { report, halted: halted.signal });
  report(
    halted.signal.aborted
      ? `Stopped after ${tickets} tickets. Run the same command to resume.`
      : `Exported ${tickets} tickets to ${path}.`,
  );
  return 'finished';
});
