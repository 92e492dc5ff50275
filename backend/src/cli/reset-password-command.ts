import { OperatorError } from '../common/operator-error.js';
import { issueResetLink } from '../identity/auth/passwords.service.js';
import { findUserByEmail } from '../identity/users/find-user-by-email.js';
import { runCommand } from './command.js';

/** Issues a reset link, for the operator if no administrator can sign in. */
await runCommand({
  name: 'reset-password',
  usage: 'EMAIL, such as ada@example.org',
  positionals: [1, 1],
  run: async ({ positionals, report, settings, database }) => {
    const email = positionals[0]!;
    const { dataSource } = await database();
    const user = await findUserByEmail(dataSource.manager, email);
    if (!user?.active) throw new OperatorError(`No active user with the email address ${email}.`);
    const { path, url, expires_at } = await issueResetLink(dataSource.manager, user.id, settings(), null);
    report(
      (url
        ? `Reset link for ${user.name}:\n  ${url}\n`
        : `Reset link for ${user.name}. Append it to the address of the console, such as http://localhost:8000:\n` +
          `  ${path}\n`) + `Single use, expires ${expires_at.toISOString()}.`,
    );
  },
});
