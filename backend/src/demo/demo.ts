import type { DataSource } from 'typeorm';
import { LocalClassifier } from '../classification/local/local-classifier.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { EmbeddedPostgresFailed } from '../database/embedded-postgres.js';
import { reachDatabase } from '../database/reach-database.js';
import { runUntilStopped } from '../process-life.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { fillWithDemoTickets } from './fill.js';

class NotEmpty extends Error {
  constructor(tickets: number) {
    super(
      `${tickets === 1 ? 'There is 1 ticket' : `There are ${tickets} tickets`} already, and the demo only fills an empty system. ` +
        'Start one with another DATA_DIR or DATABASE_URL for it.',
    );
  }
}

/** `npm run demo`: works beside a running service as well as without one. */
await runUntilStopped([InvalidSettings, EmbeddedPostgresFailed, NotEmpty], async (onStop) => {
  const report = (progress: string): void => console.log(progress);
  const settings = readSettings();
  const { dataSource, serviceRuns } = await reachDatabase(settings, onStop, report);
  await refuseUnlessEmpty(dataSource);
  const filled = await fillWithDemoTickets(dataSource, new LocalClassifier(), new Date(), report);
  report(
    `Filed ${filled} tickets of Northwind Outfitters, a webshop: its last 30 days, as its help desk left them.\n` +
      (serviceRuns || settings.DATABASE_URL
        ? 'Reload the console to see them.'
        : 'Run `npm start` to see them.'),
  );
  return 'finished';
});

async function refuseUnlessEmpty(dataSource: DataSource): Promise<void> {
  const tickets = await dataSource.getRepository(Ticket).count();
  if (tickets > 0) throw new NotEmpty(tickets);
}
