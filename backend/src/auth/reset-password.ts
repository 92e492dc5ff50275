import { InvalidSettings, readSettings } from '../config/settings.js';
import { EmbeddedPostgresFailed } from '../database/embedded-postgres.js';
import { reachDatabase } from '../database/reach-database.js';
import { runUntilStopped } from '../process-life.js';
import { User } from '../users/user.entity.js';
import { issueResetLink } from './passwords.service.js';

class NobodyNamed extends Error {}

/** `npm run reset-password -- ada@example.org`: for the operator, when no administrator can sign in to do it. */
await runUntilStopped([InvalidSettings, EmbeddedPostgresFailed, NobodyNamed], async (onStop) => {
  const report = (line: string): void => console.log(line);
  const email = process.argv[2]?.toLowerCase();
  if (!email) throw new NobodyNamed('Say whose: npm run reset-password -- ada@example.org');
  const { dataSource } = await reachDatabase(readSettings(), onStop, report);
  const user = await dataSource.getRepository(User).findOneBy({ email });
  if (!user?.active) throw new NobodyNamed(`There is no active user with the address ${email}.`);
  const { path, expires_at } = await issueResetLink(dataSource.manager, user.id);
  report(
    `Open this behind the console's address, such as http://localhost:8000, to set the password of ${user.name}:\n` +
      `  ${path}\nIt works once, until ${expires_at.toISOString()}.`,
  );
  return 'finished';
});
