import 'reflect-metadata';
import { access } from 'node:fs/promises';
import { EmbeddedPostgresFailed } from '@ticketiq/embedded-postgres';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { connectDatabase } from '../schema/connect.js';
import { runUntilStopped } from '../app/lifecycle.js';
import { exportFile } from '../tickets/export-file.js';
import { TicketsRepository } from '../tickets/tickets.repository.js';

class ExportFailed extends Error {}

const isStopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => isStopped.abort());

/** `npm run tickets:export -- FILE.csv|FILE.jsonl`: exports all tickets, with or without a running service. */
await runUntilStopped([InvalidSettings, EmbeddedPostgresFailed, ExportFailed], async (onStop) => {
  const [path, ...more] = process.argv.slice(2);
  if (!path || !/\.(csv|jsonl)$/.test(path) || more.length > 0)
    throw new ExportFailed(`Usage: ${commandLine('tickets:export')} FILE.csv or FILE.jsonl`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new ExportFailed(`${path} already exists. Choose another file.`);
  const report = (line: string): void => console.log(line);
  const { dataSource } = await connectDatabase(readSettings(), onStop, report);
  const tickets = await exportFile(new TicketsRepository(dataSource), path, {
    report,
    halted: isStopped.signal,
  });
  report(
    isStopped.signal.aborted
      ? `Stopped after ${tickets} tickets. Run the same command to resume.`
      : `Exported ${tickets} tickets to ${path}.`,
  );
  return 'finished';
});
