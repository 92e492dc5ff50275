import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresFailed, findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { findPostmaster } from './postmaster.ts';
import { restrictRole } from './restrict-role.ts';

export interface EmbeddedPostgres {
  /** Constant while this owner runs, including across restarts of the server. */
  url: string;
  /** Shuts the server down and waits for its exit. Idempotent. */
  stop(): Promise<void>;
}

export class DataDirectoryInUse extends Error {
  readonly directory: string;
  readonly pid: number | null;

  constructor(directory: string, pid: number | null) {
    super(
      `Another TicketIQ${pid === null ? '' : ` (process ${pid})`} already uses the data directory ${directory}. ` +
        'Stop it first, or set another DATA_DIR.',
    );
    this.name = 'DataDirectoryInUse';
    this.directory = directory;
    this.pid = pid;
  }
}

const USER = 'ticketiq';
const DATABASE = 'ticketiq';

/** Advisory lock in the database `postgres`, held by the process that owns the server until it exits. */
const OWNER_LOCK = 7_413_001;
/** Advisory lock whose second key is the owner's process id, so that a refused process can name the owner. */
const OWNER_PID_LOCK = 7_413_002;

/** The session of a killed owner ends only when the server notices the lost connection. */
const LOCK_TIMEOUT_MS = 2000;
/** Long, since crash recovery replays the write-ahead log. */
const START_TIMEOUT_SECONDS = 600;
const CONNECT_TIMEOUT_MS = 60_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Settings that differ from PostgreSQL's defaults. Durability settings do not: a ticket answered with 201 must be on
 * disk.
 */
const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  // Disabled: the path of a Unix socket is limited to 107 bytes, which the path of a checkout may exceed.
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  max_wal_size: '512MB',
  random_page_cost: 1.1,
  // Compiling a plan takes longer than the service's short queries.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Omits failed statements: the service logs their errors, and the text may hold customer data.
  log_min_messages: 'log',
};

interface Cluster {
  directory: string;
  pgdata: string;
  log: string;
  password: string;
  binaries: PostgresBinaries;
  report: (progress: string) => void;
}

interface Ownership {
  client: pg.Client;
  port: number;
}

/**
 * Starts a PostgreSQL in `dataDir` from the binaries of an npm package, for one owner at a time. The service never
 * connects as a superuser: the first start turns the role that initdb created, or that an older version left, into an
 * ordinary one.
 *
 * The server keeps running if its owner is killed, and the next start takes it over. A lock in the server determines
 * the owner, so that of several processes starting concurrently exactly one succeeds.
 *
 * @throws DataDirectoryInUse | EmbeddedPostgresFailed
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  report: (progress: string) => void,
): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(resolve(dataDir), report);
  let owned = await takeOwnership(cluster);
  const port = owned.port;
  let lost = false;
  let stopped: Promise<void> | undefined;
  let regained = Promise.resolve();

  // The lock ends with its connection. If the server crashed, restart it and acquire the lock again.
  const watch = () =>
    owned.client.once('end', () => {
      if (!stopped) regained = regain();
    });
  const regain = async () => {
    report('The database stopped unexpectedly. Restarting it');
    while (!stopped) {
      try {
        owned = await takeOwnership(cluster, port);
        report('The database is running again');
        watch();
        return;
      } catch (error) {
        if (error instanceof DataDirectoryInUse) lost = true;
        report(error instanceof Error ? error.message : String(error));
        if (lost) return;
        await sleep(1000);
      }
    }
  };

  const stop = async () => {
    await regained;
    if (lost) return;
    // The lock is held until the server stops, so that no other process takes it over during the shutdown.
    const { output } = await cluster.binaries.pgCtl([
      'stop',
      '-D',
      cluster.pgdata,
      '-m',
      'fast',
      '-w',
      '-t',
      '60',
    ]);
    if (await findPostmaster(cluster.pgdata)) {
      throw new EmbeddedPostgresFailed(`PostgreSQL did not stop within a minute: ${output.trim()}`);
    }
    await owned.client.end();
  };

  const url = `postgresql://${USER}:${cluster.password}@127.0.0.1:${port}/${DATABASE}`;
  let superuser: boolean;
  try {
    await removeLeftovers(cluster);
    superuser = await isSuperuser(owned.client);
    if (superuser) {
      await createDatabase(owned.client);
      await restrictRole(url);
    }
  } catch (error) {
    await (stopped = stop());
    throw error;
  }
  // A session keeps the role of its login, so the lock is acquired again by a session of the ordinary role.
  if (superuser) {
    await owned.client.end();
    owned = await takeOwnership(cluster, port);
  }
  watch();
  return { url, stop: () => (stopped ??= stop()) };
}

async function openCluster(directory: string, report: (progress: string) => void): Promise<Cluster> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const binaries = await findPostgresBinaries(directory);
    await binaries.adopt(directory);
    await chmod(directory, 0o700);
    const pgdata = join(directory, 'postgres');
    const password = await readPassword(directory, pgdata);
    await binaries.adopt(join(directory, 'postgres-password'));
    // A copied directory may have other permissions.
    await chmod(join(directory, 'postgres-password'), 0o600);
    return { directory, pgdata, log: join(directory, 'postgres.log'), password, binaries, report };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new EmbeddedPostgresFailed(
      `The data directory ${directory} can't be used: ${error.message}. Make it readable and writable for the account ` +
        'that starts TicketIQ, or set DATA_DIR to another directory.',
      { cause: error },
    );
  }
}

/** Linked into place, so that a process starting concurrently never reads a partial password. */
async function readPassword(directory: string, pgdata: string): Promise<string> {
  const path = join(directory, 'postgres-password');
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  const existing = await readIfExists(path);
  if (existing) return existing;
  if (await readIfExists(join(pgdata, 'PG_VERSION'))) {
    throw new EmbeddedPostgresFailed(
      `${path} is missing. It holds the password of the database in ${pgdata}. Restore it from a backup of the data directory.`,
    );
  }
  await writeFile(fresh, randomBytes(24).toString('hex'), { mode: 0o600, flush: true });
  try {
    await link(fresh, path);
  } catch (error) {
    // A concurrent process was first, and may have removed this file.
    if (!isSystemError(error) || !['EEXIST', 'ENOENT'].includes(error.code ?? '')) throw error;
  } finally {
    await rm(fresh, { force: true });
  }
  return readFile(path, 'utf8');
}

async function takeOwnership(cluster: Cluster, port?: number): Promise<Ownership> {
  const deadline = Date.now() + CONNECT_TIMEOUT_MS;
  for (;;) {
    let postmaster = await findPostmaster(cluster.pgdata);
    const wasRunning = postmaster !== null;
    if (!postmaster) {
      await createCluster(cluster);
      await startServer(cluster, port);
      postmaster = await findPostmaster(cluster.pgdata);
    }
    if (postmaster) {
      try {
        const client = await connect(cluster, postmaster.port);
        if (await acquireOwnerLock(client)) {
          if (wasRunning && port === undefined)
            cluster.report('Took over the database of a killed TicketIQ process');
          return { client, port: postmaster.port };
        }
        const pid = await ownerPid(client);
        await client.end();
        throw new DataDirectoryInUse(cluster.directory, pid);
      } catch (error) {
        // The server is starting, or shutting down under its previous owner: retry.
        if (!isConnectionLost(error) || Date.now() > deadline) throw toStartupError(error, cluster);
      }
    }
    if (Date.now() > deadline) throw toStartupError(new Error('PostgreSQL stops after each start'), cluster);
    await sleep(100);
  }
}

/** Created under a temporary name and renamed, so that a killed initdb leaves no partial database. */
async function createCluster({ directory, pgdata, binaries, report }: Cluster): Promise<void> {
  const written = (await readIfExists(join(pgdata, 'PG_VERSION')))?.trim();
  if (written) {
    if (Number(written) === binaries.majorVersion) return;
    throw new EmbeddedPostgresFailed(
      `The database under ${directory} has the format of PostgreSQL ${written}, which this version of TicketIQ, with PostgreSQL ` +
        `${binaries.majorVersion}, can't read. Back it up with the previous version (npm run backup), and restore the backup ` +
        'into another DATA_DIR with this version (npm run restore).',
    );
  }
  report('Creating the database (first start only)');
  const fresh = `${pgdata}.new-${randomBytes(6).toString('hex')}`;
  const { code, output } = await binaries.initdb([
    `--pgdata=${fresh}`,
    `--username=${USER}`,
    `--pwfile=${join(directory, 'postgres-password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The built-in C.UTF-8 recognizes letters of every script and sorts the same on every machine. The locales of an
    // operating system change with its upgrades, which silently corrupts the order of indexes.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  try {
    if (code !== 0) throw new EmbeddedPostgresFailed(`The database can't be created: ${lastLines(output)}`);
    await rename(fresh, pgdata);
    await flushDirectory(directory);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // A concurrent process may have been first, and may have removed this attempt.
    if (await readIfExists(join(pgdata, 'PG_VERSION'))) return;
    if (!isSystemError(error)) throw error;
    throw new EmbeddedPostgresFailed(
      `The new database can't be moved into the data directory: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

async function startServer(cluster: Cluster, port?: number): Promise<void> {
  const { pgdata, log, binaries, report } = cluster;
  report('Starting the database');
  for (let attempt = 1; ; attempt++) {
    const before = await logSize(log);
    const settings = Object.entries({ ...SERVER_SETTINGS, port: port ?? (await freePort()) });
    const options = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
    const waiting = ['-w', '-t', String(START_TIMEOUT_SECONDS)];
    const { code, output } = await binaries.pgCtl([
      'start',
      '-D',
      pgdata,
      '-l',
      log,
      ...waiting,
      '-o',
      options,
    ]);
    // If a concurrent process started the server first, use that one.
    if (code === 0 || (await findPostmaster(pgdata))) return;

    const reason = (await readFrom(log, before)) || output;
    // Transient errors: the port was taken in the meantime, sessions of a killed server are still ending, or another
    // process's server has not completed its lock file.
    const isTransient = /could not bind|shared memory block .* still in use|lock file "postmaster\.pid"/.test(
      reason,
    );
    if (!isTransient || attempt === 20)
      throw new EmbeddedPostgresFailed(`PostgreSQL failed to start: ${lastLines(reason)}`);
    await sleep(250);
  }
}

async function connect({ password }: Cluster, port: number, database = 'postgres'): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: USER,
    password,
    database,
    ssl: false,
    application_name: 'ticketiq-owner',
    connectionTimeoutMillis: 10_000,
  });
  // A lost connection is handled by 'end'; an 'error' event without a listener would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function acquireOwnerLock(client: pg.Client): Promise<boolean> {
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  do {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [
      OWNER_LOCK,
    ]);
    if (rows[0]?.got) {
      await client.query('SELECT pg_advisory_lock($1, $2)', [OWNER_PID_LOCK, process.pid]);
      return true;
    }
    await sleep(100);
  } while (Date.now() < deadline);
  return false;
}

async function ownerPid(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT objid::int AS pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2`,
    [OWNER_PID_LOCK],
  );
  return rows[0]?.pid ?? null;
}

async function isSuperuser(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ is_superuser: string }>('SHOW is_superuser');
  return rows[0]!.is_superuser === 'on';
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
}

/** Deletes incomplete databases and passwords of killed processes. */
async function removeLeftovers({ directory }: Cluster): Promise<void> {
  const staleFiles = (await readdir(directory)).filter((name) => /^postgres(\.new-|-password\.)/.test(name));
  // A running initdb of another process may still write to its directory.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
  await Promise.all(staleFiles.map((name) => rm(join(directory, name), options)));
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolvePort(port));
    });
  });
}

/**
 * Deletes an oversized log before a start, since the server does not rotate it.
 * @returns the size of the log in bytes
 */
async function logSize(log: string): Promise<number> {
  const size = (await stat(log).catch(() => null))?.size ?? 0;
  if (size <= LOG_LIMIT_BYTES) return size;
  await rm(log);
  return 0;
}

async function readFrom(path: string, offset: number): Promise<string> {
  return ((await readIfExists(path)) ?? '').slice(offset);
}

async function readIfExists(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A rename survives a power failure only after its directory was flushed. */
async function flushDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory);
  await handle.sync().finally(() => handle.close());
}

/** Last lines of a log, without timestamps. */
function lastLines(text: string): string {
  const lines = text.trim().replaceAll(/^[-\d]+ [:.\d]+ \w+ \[\d+\] /gm, '');
  return lines.split('\n').slice(-6).join('\n');
}

function toStartupError(error: unknown, { directory, log }: Cluster): Error {
  if (error instanceof DataDirectoryInUse || error instanceof EmbeddedPostgresFailed) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new EmbeddedPostgresFailed(
    `The database under ${directory} can't be used: ${reason}. Its log is ${log}.`,
    {
      cause: error,
    },
  );
}

/** Whether the server is not yet or no longer reachable; any answer of the server is final. */
function isConnectionLost(error: unknown): boolean {
  if (error instanceof DataDirectoryInUse) return false;
  if (error instanceof pg.DatabaseError) return /^(57P|08)/.test(error.code ?? '');
  return true;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
