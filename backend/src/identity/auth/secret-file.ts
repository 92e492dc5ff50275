import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomSecret } from './secrets.js';

/**
 * Reads a secret of embedded mode: the one that signs sessions, or the one that encrypts stored passwords. Created on the
 * first start and stored, so that a restart ends no session and passwords stay readable.
 */
export async function readOrCreateSecret(
  dataDir: string,
  name: 'jwt-secret' | 'secrets-key',
): Promise<string> {
  const path = join(dataDir, name);
  const stored = await readFile(path, 'utf8').catch(() => '');
  // A shorter file is the result of an interrupted write.
  const secret = stored.length >= 32 ? stored : randomSecret();
  if (secret !== stored) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(path, secret, { mode: 0o600 });
  }
  // A copied directory may have other permissions.
  await chmod(path, 0o600);
  return secret;
}
