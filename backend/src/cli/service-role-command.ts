import 'reflect-metadata';
import { restrictRole, RoleNotRestricted, SUPERUSER } from '@ticketiq/embedded-postgres';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { runUntilStopped } from '../app/lifecycle.js';

/**
 * Turns the role of DATABASE_URL from a superuser into an ordinary role that owns its database. For a PostgreSQL
 * dedicated to TicketIQ, such as that of docker-compose.yml, whose image creates a superuser. Idempotent.
 */
await runUntilStopped([InvalidSettings, RoleNotRestricted], async () => {
  const { DATABASE_URL } = readSettings();
  if (!DATABASE_URL)
    throw new InvalidSettings([
      {
        setting: 'DATABASE_URL',
        message: 'must be set; the embedded PostgreSQL restricts its role by itself',
      },
    ]);
  const role = decodeURIComponent(new URL(DATABASE_URL).username);
  console.log(
    (await restrictRole(DATABASE_URL))
      ? `The database role "${role}" is no longer a superuser. The superuser is now "${SUPERUSER}", without a password.`
      : `The database role "${role}" is not a superuser.`,
  );
  return 'finished';
});
