import 'reflect-metadata';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { runUntilStopped } from '../app/lifecycle.js';
import { restrictRole, RoleNotRestricted, SUPERUSER } from '../database/service-role.js';

/**
 * For a PostgreSQL that serves TicketIQ alone, such as the one of docker-compose.yml, whose image makes the role of
 * DATABASE_URL a superuser: makes it an ordinary role that owns its database. Changes nothing when run again.
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
