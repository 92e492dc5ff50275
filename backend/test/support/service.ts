import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Api, type Person } from './api.ts';
import { databaseUrl, TEMPLATE } from './engines.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The administrator of every service that a spec starts, and the required settings for given engines. */
export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };
export const ACCOUNTS = {
  JWT_SECRET: 'only for the tests, and long enough for them',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
};

let databases = 0;

/** Creates a migrated, empty database, or a copy of another one. */
export async function createDatabase(template = TEMPLATE): Promise<string> {
  const { inject } = await import('vitest');
  const serverUrl = inject('postgresUrl');
  databases += 1;
  const name = `spec_${process.pid}_${databases}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  await admin.end();
  return databaseUrl(serverUrl, name);
}

export interface TestProcess {
  /** Its output so far. */
  output: () => string;
  running: () => boolean;
  pid: number;
  /** Sends the signal and waits for the exit. @returns the exit code, null if a signal ended it */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts a built entry point, and resolves once it has printed the given text. */
export async function startProcess(
  entry: string,
  settings: Record<string, string>,
  until: RegExp,
  words: string[] = [],
  /** A program that prepares something and then runs the given command in its place. */
  preparation: string[] = [],
): Promise<TestProcess & { match: RegExpExecArray }> {
  const [program = process.execPath, ...args] = [...preparation, process.execPath, DIST + entry, ...words];
  const child = spawn(program, args, {
    // Only the given settings: a developer's own must not affect a test.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LOG_LEVEL: 'warn',
      DRAIN_SECONDS: '0',
      // A spec starts many processes; they share a compile cache.
      NODE_COMPILE_CACHE: join(tmpdir(), 'ticketiq-compiled'),
      ...settings,
    },
    // The channel lets the process stop when the spec has ended.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    let isUp = false;
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = isUp ? null : until.exec(output);
      if (!found) return;
      isUp = true;
      resolve(found);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.on('exit', (code) => reject(new Error(`${entry} ended with ${code}:\n${output}`)));
  });
  return { ...processOf(child, () => output), match };
}

function processOf(child: ChildProcess, output: () => string): TestProcess {
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    output,
    running,
    pid: child.pid!,
    stop: async (signal = 'SIGTERM') => {
      if (running()) {
        child.kill(signal);
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}

export interface Service extends TestProcess {
  url: string;
  databaseUrl: string;
  /** Signed in as the administrator. */
  api: Api;
  admin: Person;
  /** Queries the database directly. */
  query: <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<Row[]>;
}

/** The real api process with its own database, on a free port of the loopback. */
export async function startService(settings: Record<string, string> = {}): Promise<Service> {
  const url = settings.DATABASE_URL ?? (await createDatabase());
  const { match, stop, ...started } = await startProcess(
    'main.js',
    { PORT: '0', DATABASE_URL: url, ...ACCOUNTS, ...settings },
    /ready (?:at http:\/\/localhost:|on port )(\d+)/,
  );
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const address = `http://127.0.0.1:${match[1]}`;
  const api = await new Api(address).signIn(ADMIN);
  return {
    ...started,
    url: address,
    databaseUrl: url,
    api,
    admin: {
      ...ADMIN,
      id: (await api.get<{ id: number }>('/api/auth/me')).body.id,
      name: 'Administrator',
      api,
    },
    query: async <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) =>
      (await pool.query<Row>(sql, values)).rows,
    stop: async (signal) => {
      await pool.end();
      return stop(signal);
    },
  };
}

export function startWorker(settings: Record<string, string>): Promise<TestProcess> {
  return startProcess('worker.js', settings, /worker is ready/);
}
