import { exportFile } from '../tickets/export-file.js';
import { TicketsRepository } from '../tickets/tickets.repository.js';
import { InvalidArguments, runCommand } from './command.js';
import { requireNew } from './file-arguments.js';

/** Exports all tickets, with or without a running service. */
await runCommand({
  name: 'tickets:export',
  usage: 'FILE.csv or FILE.jsonl',
  positionals: [1, 1],
  run: async ({ positionals, report, stopped, database }) => {
    const path = positionals[0]!;
    if (!/\.(csv|jsonl)$/.test(path)) throw new InvalidArguments('The file name must end in .csv or .jsonl.');
    await requireNew(path);
    const { dataSource } = await database();
    const tickets = await exportFile(new TicketsRepository(dataSource), path, { report, halted: stopped });
    report(
      stopped.aborted
        ? `Stopped after ${tickets} tickets. Run the same command to resume.`
        : `Exported ${tickets} tickets to ${path}.`,
    );
  },
});
