import { DataSource } from 'typeorm';
import { InvalidSettings, type Settings } from '../../config/settings.js';
import { lockUntilCommit } from '../../database/query.js';
import { User } from '../users/user.entity.js';
import { hashPassword } from './password-hash.js';
import { randomSecret } from './secrets.js';

/** An advisory lock id that the service uses for nothing else. */
const FIRST_ADMIN_LOCK_ID = 7_413_004;

/**
 * Creates an administrator if there is no active one: from the settings or, in embedded mode, with a generated password
 * that is reported once.
 * @throws InvalidSettings where the settings have to name one
 */
export async function ensureAdmin(
  dataSource: DataSource,
  settings: Pick<Settings, 'ADMIN_EMAIL' | 'ADMIN_PASSWORD' | 'PUBLIC_URL'>,
  { embedded, report }: { embedded: boolean; report: (line: string) => void },
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await lockUntilCommit(manager, FIRST_ADMIN_LOCK_ID);
    if (await manager.existsBy(User, { role: 'admin', active: true })) return;
    const { ADMIN_EMAIL, ADMIN_PASSWORD } = settings;
    if ((!ADMIN_EMAIL || !ADMIN_PASSWORD) && !(embedded && !ADMIN_EMAIL && !ADMIN_PASSWORD)) {
      throw new InvalidSettings(
        Object.entries({ ADMIN_EMAIL, ADMIN_PASSWORD })
          .filter(([, value]) => !value)
          .map(([setting]) => ({ setting, message: 'Set it to create the first administrator.' })),
      );
    }
    const email = ADMIN_EMAIL ?? 'admin@localhost';
    const password = ADMIN_PASSWORD ?? randomSecret().slice(0, 20);
    await manager.upsert(
      User,
      {
        name: 'Administrator',
        email,
        role: 'admin',
        active: true,
        passwordHash: await hashPassword(password),
      },
      ['email'],
    );
    if (!ADMIN_PASSWORD) {
      const at = settings.PUBLIC_URL ? `  Address:  ${settings.PUBLIC_URL}\n` : '';
      report(
        `\nCreated the first admin. Save this password – it won’t be shown again:\n${at}  Email:    ${email}\n  Password: ${password}\n`,
      );
    }
  });
}
