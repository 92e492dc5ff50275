import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findPostmaster } from './postmaster.js';

/** The embedded server that a running TicketIQ has started on this data directory; undefined where none runs. */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const directory = resolve(dataDir);
  const postmaster = await findPostmaster(join(directory, 'postgres'));
  if (!postmaster) return undefined;
  const password = (await readFile(join(directory, 'postgres-password'), 'utf8')).trim();
  return `postgres://ticketiq:${encodeURIComponent(password)}@127.0.0.1:${postmaster.port}/ticketiq`;
}
