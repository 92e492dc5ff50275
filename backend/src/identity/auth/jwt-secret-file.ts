import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomSecret } from './secrets.js';

/** The secret that signs sessions in the embedded mode: made on the first start, so that a restart signs nobody out. */
export async function readOrCreateJwtSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'jwt-secret');
  const stored = await readFile(path, 'utf8').catch(() => '');
  // Shorter than it was made: a start was cut off while it wrote.
  const secret = stored.length >= 32 ? stored : randomSecret();
  if (secret !== stored) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(path, secret, { mode: 0o600 });
  }
  // A copy of the directory may have come with other rights.
  await chmod(path, 0o600);
  return secret;
}
