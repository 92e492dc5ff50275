import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomSecret } from './secrets.js';

/** The secret that signs sessions in the embedded mode: made on the first start, so that a restart signs nobody out. */
export async function keptSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'jwt-secret');
  const kept = await readFile(path, 'utf8').catch(() => '');
  // Shorter than it was made: a start was cut off while it wrote.
  if (kept.length >= 32) return kept;
  const made = randomSecret();
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, made, { mode: 0o600 });
  return made;
}
