import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgresBinaries } from '@ticketiq/embedded-postgres';
import { freePort } from './engines.ts';

const PASSWORD = 'of an older version';

/**
 * A data directory of older versions, and a database like the image `postgres` creates it: the role `ticketiq` is the
 * superuser of initdb.
 */
export async function createOlderDataDirectory(directory: string): Promise<void> {
  await mkdir(directory, { mode: 0o700 });
  await writeFile(join(directory, 'postgres-password'), PASSWORD, { mode: 0o600 });
  const binaries = await findPostgresBinaries(directory);
  await binaries.adopt(directory);
  const { code, output } = await binaries.initdb([
    `--pgdata=${join(directory, 'postgres')}`,
    '--username=ticketiq',
    `--pwfile=${join(directory, 'postgres-password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]);
  if (code !== 0) throw new Error(output);
  const server = await startPlainServer(directory);
  const client = new pg.Client({ connectionString: server.url.replace(/\w+$/, 'postgres') });
  await client.connect();
  await client.query('CREATE DATABASE ticketiq');
  await client.end();
  await server.stop();
}

/** Starts the server of the directory without the service. */
export async function startPlainServer(
  directory: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const binaries = await findPostgresBinaries(directory);
  const pgdata = join(directory, 'postgres');
  const port = await freePort();
  const options = `-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c port=${port}`;
  const log = join(directory, 'postgres.log');
  const { code, output } = await binaries.pgCtl(['start', '-D', pgdata, '-l', log, '-w', '-o', options]);
  if (code !== 0) throw new Error(output);
  return {
    url: `postgres://ticketiq:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/ticketiq`,
    stop: async () => void (await binaries.pgCtl(['stop', '-D', pgdata, '-m', 'fast', '-w'])),
  };
}
