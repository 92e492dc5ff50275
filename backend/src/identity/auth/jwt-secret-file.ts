import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomSecret } from './secrets.js';

/**
 * Reads the secret that signs sessions in embedded mode. Created on the first start and stored, so that a restart ends
 * no session.
 */
export async function readOrCreateJwtSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'jwt-secret');
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
