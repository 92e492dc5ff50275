import { EmbeddedPostgresFailed } from '@ticketiq/embedded-postgres';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { connectDatabase } from '../schema/connect.js';
import { runUntilStopped } from '../app/lifecycle.js';
import { findUserByEmail } from '../identity/users/find-user-by-email.js';
import { issueResetLink } from '../identity/auth/passwords.service.js';

class UserNotNamed extends Error {}

/** `npm run reset-password -- ada@example.org`: for the operator, if no administrator can sign in. */
await runUntilStopped([InvalidSettings, EmbeddedPostgresFailed, UserNotNamed], async (onStop) => {
  const report = (line: string): void => console.log(line);
  const email = process.argv[2];
  if (!email)
    throw new UserNotNamed(`Usage: ${commandLine('reset-password')} EMAIL, such as ada@example.org`);
  const settings = readSettings();
  const { dataSource } = await connectDatabase(settings, onStop, report);
  const user = await findUserByEmail(dataSource.manager, email);
  if (!user?.active) throw new UserNotNamed(`No active user with the email address ${email}.`);
  const { path, url, expires_at } = await issueResetLink(dataSource.manager, user.id, settings, null);
  report(
    (url
      ? `Reset link for ${user.name}:\n  ${url}\n`
      : `Reset link for ${user.name}. Append it to the address of the console, such as http://localhost:8000:\n` +
        `  ${path}\n`) + `Single use, expires ${expires_at.toISOString()}.`,
  );
  return 'finished';
});
