import { IsNull, type DataSource } from 'typeorm';
import { LocalClassifier } from '../classification/local/local-classifier.js';
import { OperatorError } from '../common/operator-error.js';
import { commandLine } from '../config/command-line.js';
import { createDemoTickets } from '../demo/create-demo-tickets.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { runCommand } from './command.js';

/** Creates demo tickets, with or without a running service. `--force` adds them to existing tickets. */
await runCommand({
  name: 'demo',
  usage: '[--force]',
  options: { force: { type: 'boolean', default: false } },
  run: async ({ options, report, settings, database }) => {
    const { dataSource, serviceRuns } = await database();
    if (!options.force) await requireEmptyDatabase(dataSource);
    const filled = await createDemoTickets(dataSource, new LocalClassifier(), new Date(), report);
    report(
      `Created ${filled} demo tickets of Northwind Outfitters, a webshop, from the last 30 days.\n` +
        (serviceRuns || settings().DATABASE_URL
          ? 'Reload the console to see them.'
          : 'Run `npm start` to see them.'),
    );
  },
});

async function requireEmptyDatabase(dataSource: DataSource): Promise<void> {
  const tickets = await dataSource.getRepository(Ticket).countBy({ deletedAt: IsNull() });
  if (tickets === 0) return;
  throw new OperatorError(
    `The demo needs an empty database (found ${tickets === 1 ? '1 ticket' : `${tickets} tickets`}). ` +
      `Add to them with ${commandLine('demo')} --force, or set another DATA_DIR or DATABASE_URL.`,
  );
}
