import { IsNull, type DataSource } from 'typeorm';
import { LocalClassifier } from '../classification/local/local-classifier.js';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { EmbeddedPostgresFailed } from '../database/embedded-postgres.js';
import { reachDatabase } from '../database/reach-database.js';
import { runUntilStopped } from '../process-life.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { fillWithDemoTickets } from './fill.js';

class NotEmpty extends Error {
  constructor(tickets: number) {
    super(
      `The demo needs an empty database (found ${tickets === 1 ? '1 ticket' : `${tickets} tickets`}). ` +
        `Add to them with ${commandLine('demo')} --force, or set another DATA_DIR or DATABASE_URL.`,
    );
  }
}

/** `npm run demo`: works beside a running service as well as without one. `--force` adds to the tickets that are there. */
await runUntilStopped([InvalidSettings, EmbeddedPostgresFailed, NotEmpty], async (onStop) => {
  const report = (progress: string): void => console.log(progress);
  const settings = readSettings();
  const { dataSource, serviceRuns } = await reachDatabase(settings, onStop, report);
  if (!process.argv.includes('--force')) await refuseUnlessEmpty(dataSource);
  const filled = await fillWithDemoTickets(dataSource, new LocalClassifier(), new Date(), report);
  report(
    `Created ${filled} demo tickets of Northwind Outfitters, a webshop, from the last 30 days.\n` +
      (serviceRuns || settings.DATABASE_URL
        ? 'Reload the console to see them.'
        : 'Run `npm start` to see them.'),
  );
  return 'finished';
});

async function refuseUnlessEmpty(dataSource: DataSource): Promise<void> {
  const tickets = await dataSource.getRepository(Ticket).countBy({ deletedAt: IsNull() });
  if (tickets > 0) throw new NotEmpty(tickets);
}
