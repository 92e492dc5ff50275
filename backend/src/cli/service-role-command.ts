import { restrictRole, SUPERUSER } from '@ticketiq/embedded-postgres';
import { InvalidSettings } from '../config/settings.js';
import { runCommand } from './command.js';

/**
 * Turns the role of DATABASE_URL from a superuser into an ordinary role that owns its database. For a PostgreSQL
 * dedicated to TicketIQ, such as that of docker-compose.yml, whose image creates a superuser. Idempotent.
 */
await runCommand({
  name: 'service-role',
  usage: '',
  run: async ({ report, settings }) => {
    const { DATABASE_URL } = settings();
    if (!DATABASE_URL)
      throw new InvalidSettings([
        {
          setting: 'DATABASE_URL',
          message:
            'Set the address of the database. The role of the embedded PostgreSQL is restricted automatically.',
        },
      ]);
    const role = decodeURIComponent(new URL(DATABASE_URL).username);
    report(
      (await restrictRole(DATABASE_URL))
        ? `The database role "${role}" is no longer a superuser. The superuser is now "${SUPERUSER}", without a password.`
        : `The database role "${role}" is not a superuser.`,
    );
  },
});
