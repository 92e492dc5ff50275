import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventually, freePort } from './engines.ts';
import { substitute } from './substitute.ts';

const CONFIGURATION = new URL('../../../deploy/pgbouncer/pgbouncer.ini', import.meta.url);
const FOLDER = '/etc/pgbouncer/';
/** PgBouncer refuses to run as root. */
const NOBODY = 65534;

export interface PgBouncer {
  /** The address of a database through PgBouncer. */
  through: (databaseUrl: string) => string;
  /** Its current number of connections to the server. */
  serverConnections: () => Promise<number>;
  stop: () => Promise<void>;
}

/**
 * A real PgBouncer in front of the given server with the shipped configuration, including the parameters in its comment;
 * only the paths, the size of the pool and the given values differ.
 */
export async function startPgBouncer(
  postgresUrl: string,
  substitutes: [there: string, here: string][],
): Promise<PgBouncer> {
  const { hostname, port: serverPort, username, password } = new URL(postgresUrl);
  const folder = await mkdtemp(join(tmpdir(), 'ticketiq-pgbouncer-'));
  const port = await freePort();
  const shipped = readFileSync(CONFIGURATION, 'utf8');
  const [, server] = /^;\s+ticketiq = (.*)$/m.exec(shipped) ?? [];
  if (!server) throw new Error('pgbouncer.ini does not say how the server is named');
  const configuration = substitute(shipped, [
    [FOLDER, `${folder}/`],
    ['listen_addr = 0.0.0.0', 'listen_addr = 127.0.0.1'],
    ['listen_port = 6432', `listen_port = ${port}\nunix_socket_dir =\nstats_users = ${username}`],
    ...substitutes,
  ]);
  const databases = substitute(server, [
    ['host=postgres', `host=${hostname}`],
    ['port=5432', `port=${serverPort}`],
  ]);
  const files = {
    'pgbouncer.ini': configuration,
    'databases.ini': `* = ${databases}\n`,
    'userlist.txt': `"${username}" "${decodeURIComponent(password)}"\n`,
  };
  await chmod(folder, 0o755);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);

  const child = spawn(process.env.PGBOUNCER_PATH ?? 'pgbouncer', [join(folder, 'pgbouncer.ini')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.on('error', (error) => (said += error.message));

  const through = (databaseUrl: string): string => {
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${port}`;
    return url.href;
  };
  const console_ = await eventually('PgBouncer answers', async () => {
    if (child.exitCode !== null) return 'ended';
    const client = new pg.Client(through(new URL('/pgbouncer', postgresUrl).href));
    await client.connect();
    return client;
  }).catch(() => 'ended' as const);
  if (console_ === 'ended') throw new Error(`PgBouncer did not start. It said: ${said}`);
  return {
    through,
    serverConnections: async () => (await console_.query('SHOW SERVERS')).rows.length,
    stop: async () => {
      await console_.end();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
