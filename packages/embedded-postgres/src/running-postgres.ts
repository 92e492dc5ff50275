import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findPostmaster } from './postmaster.ts';

/** URL of the embedded server that a running TicketIQ started on this data directory; undefined if none runs. */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const directory = resolve(dataDir);
  const postmaster = await findPostmaster(join(directory, 'postgres'));
  if (!postmaster) return undefined;
  const password = (await readFile(join(directory, 'postgres-password'), 'utf8')).trim();
  return `postgres://ticketiq:${encodeURIComponent(password)}@127.0.0.1:${postmaster.port}/ticketiq`;
}
