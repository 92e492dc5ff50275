import { IsNull, type DataSource } from 'typeorm';
import { EmbeddedPostgresFailed } from '@ticketiq/embedded-postgres';
import { LocalClassifier } from '../classification/local/local-classifier.js';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { connectDatabase } from '../schema/connect.js';
import { runUntilStopped } from '../app/lifecycle.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { createDemoTickets } from '../demo/create-demo-tickets.js';

class DatabaseNotEmpty extends Error {
  constructor(tickets: number) {
    super(
      `The demo needs an empty database (found ${tickets === 1 ? '1 ticket' : `${tickets} tickets`}). ` +
        `Add to them with ${commandLine('demo')} --force, or set another DATA_DIR or DATABASE_URL.`,
    );
  }
}

/** `npm run demo`: creates demo tickets, with or without a running service. `--force` adds them to existing tickets. */
await runUntilStopped([InvalidSettings, EmbeddedPostgresFailed, DatabaseNotEmpty], async (onStop) => {
  const report = (progress: string): void => console.log(progress);
  const settings = readSettings();
  const { dataSource, serviceRuns } = await connectDatabase(settings, onStop, report);
  if (!process.argv.includes('--force')) await requireEmptyDatabase(dataSource);
  const filled = await createDemoTickets(dataSource, new LocalClassifier(), new Date(), report);
  report(
    `Created ${filled} demo tickets of Northwind Outfitters, a webshop, from the last 30 days.\n` +
      (serviceRuns || settings.DATABASE_URL
        ? 'Reload the console to see them.'
        : 'Run `npm start` to see them.'),
  );
  return 'finished';
});

async function requireEmptyDatabase(dataSource: DataSource): Promise<void> {
  const tickets = await dataSource.getRepository(Ticket).countBy({ deletedAt: IsNull() });
  if (tickets > 0) throw new DatabaseNotEmpty(tickets);
}
