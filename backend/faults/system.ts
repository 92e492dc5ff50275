import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import {
  findPostgresBinaries,
  findPostmaster,
  runningEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '@ticketiq/embedded-postgres';
import type * as DataSources from '../src/schema/data-source.js';
import type * as Former from '../src/schema/former-migrations.js';
import { behaviourNamed, startGeminiStandIn, type GeminiStandIn } from '../test/gemini-stand-in.ts';
import { Api } from '../test/support/api.ts';
import { eventually, freePort, startRedis, type RedisServer } from '../test/support/engines.ts';
import { startProxy, type Proxy } from '../test/support/proxy.ts';
import { ACCOUNTS, ADMIN, startProcess, type TestProcess } from '../test/support/service.ts';
import type { Door } from './clients.ts';
import type { Query } from './examination.ts';

const built = (file: string): Promise<unknown> => import(new URL(`../dist/${file}`, import.meta.url).href);
const { createDataSource, MIGRATION_NAMES } = (await built('schema/data-source.js')) as typeof DataSources;
const { FORMER_MIGRATIONS } = (await built('schema/former-migrations.js')) as typeof Former;

export interface SystemOptions {
  /** Whether the api starts PostgreSQL itself, so that both are killed; otherwise a separate one is used through a proxy. */
  embedded?: boolean;
  /** The number of workers, which use Redis; without any, the api is the only process. */
  workers?: number;
  /** Whether the clock of the service and PostgreSQL can be set. Not that of Redis: its allocator and libfaketime are incompatible. */
  clock?: boolean;
  /** Settings that differ from the defaults of fault injection. */
  settings?: Record<string, string>;
  /** Size of a separate disk for the api's data directory. */
  diskBytes?: number;
}

/** TicketIQ with all its engines, each of which can be broken. */
export class System {
  readonly serviceDir: string;
  readonly door: Door;
  readonly model: GeminiStandIn;
  readonly modelProxy: Proxy;
  redis!: RedisServer;
  postgresProxy: Proxy | undefined;
  api!: TestProcess;
  readonly workers: TestProcess[] = [];
  private readonly folder: string;
  private readonly options: SystemOptions;
  private readonly port: number;
  private givenPostgres: EmbeddedPostgres | undefined;
  private pool: { url: string; pool: pg.Pool } | undefined;
  private workersUrl = '';

  /** Running systems, to be stopped when the process ends early. */
  static readonly running = new Set<System>();

  static async start(options: SystemOptions): Promise<System> {
    const folder = await mkdtemp(join(tmpdir(), 'ticketiq-faults-'));
    const model = await startGeminiStandIn();
    const modelProxy = await startProxy('127.0.0.1', Number(new URL(model.url).port));
    const system = new System(options, folder, await freePort(), model, modelProxy);
    System.running.add(system);
    try {
      await system.startEverything();
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  private constructor(
    options: SystemOptions,
    folder: string,
    port: number,
    model: GeminiStandIn,
    modelProxy: Proxy,
  ) {
    this.options = options;
    this.folder = folder;
    this.serviceDir = join(folder, 'service');
    this.port = port;
    this.model = model;
    this.modelProxy = modelProxy;
    this.door = { url: `http://127.0.0.1:${port}`, bearer: '' };
    this.behaveAsUsual();
  }

  /** Mostly fast answers; one call in eight fails, so that fallbacks and their replacement are covered. */
  behaveAsUsual(): void {
    const answers = behaviourNamed('slow', { delayMs: 100 });
    const fails = behaviourNamed('server-error');
    this.model.behave((request) =>
      this.model.requests.length % 8 === 7 ? fails(request) : answers(request),
    );
  }

  private async startEverything(): Promise<void> {
    const { embedded, workers = 0 } = this.options;
    await mkdir(this.serviceDir);
    await this.setClock(0);
    if (workers > 0) this.redis = await startRedis();
    if (!embedded) {
      this.givenPostgres = await startEmbeddedPostgres(this.serviceDir, () => undefined);
      this.postgresProxy = await startProxy('127.0.0.1', Number(new URL(this.givenPostgres.url).port));
    }
    await this.startApi();
    await this.signIn();
    for (let i = 0; i < workers; i += 1) await this.startWorker(i);
  }

  /** A session lasts a quarter of an hour. */
  async signIn(): Promise<void> {
    this.door.bearer = (await new Api(this.door.url).signIn(ADMIN)).bearer!;
  }

  /** Sets the clock to that many seconds from the real time. */
  async setClock(seconds: number): Promise<void> {
    await writeFile(this.clockFile, `${seconds < 0 ? '' : '+'}${seconds}`);
  }

  private get clockFile(): string {
    return join(this.folder, 'clock');
  }

  /** Environment of libfaketime; a monotonic clock does not jump when the wall clock is set. */
  private get environment(): Record<string, string> {
    if (!this.options.clock) return {};
    return {
      LD_PRELOAD: fakeTimeLibrary(),
      FAKETIME_TIMESTAMP_FILE: this.clockFile,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
  }

  /** Mounts in separate namespaces, which changes nothing on the machine and needs no privileges. */
  private get preparation(): string[] {
    const { diskBytes } = this.options;
    if (!diskBytes) return [];
    const mount = `mount -t tmpfs -o size=${diskBytes} tmpfs "$0" && exec "$@"`;
    return ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', mount, this.serviceDir];
  }

  get settings(): Record<string, string> {
    return {
      ...ACCOUNTS,
      ...(this.options.embedded ? { DATA_DIR: this.serviceDir } : { DATABASE_URL: this.proxiedUrl! }),
      ...(this.options.workers && { REDIS_URL: this.redis.url }),
      GEMINI_API_KEY: 'test-key',
      GEMINI_BASE_URL: `http://127.0.0.1:${this.modelProxy.port}`,
      TRIAGE_REQUESTS_PER_MINUTE: '100000',
      TRIAGE_SWEEP_SECONDS: '1',
      LOG_LEVEL: 'error',
      PORT: String(this.port),
      ...this.options.settings,
      ...this.environment,
    };
  }

  /** Bypasses the proxies. */
  async createDataSource(): Promise<DataSource> {
    return createDataSource((await this.directUrl())!).initialize();
  }

  /** Brings the schema back to that of the last release 0.1, whose migrations had other names than the baseline. */
  async revertSchema(): Promise<void> {
    const dataSource = await this.createDataSource();
    for (const _ of MIGRATION_NAMES.slice(1)) await dataSource.undoLastMigration();
    await dataSource.query('DELETE FROM migrations');
    await dataSource.query(
      'INSERT INTO migrations ("timestamp", name) SELECT right(name, 13)::bigint, name FROM unnest($1::text[]) AS name',
      [FORMER_MIGRATIONS],
    );
    await dataSource.destroy();
  }

  private get proxiedUrl(): string | undefined {
    if (!this.givenPostgres) return undefined;
    const url = new URL(this.givenPostgres.url);
    url.port = String(this.postgresProxy!.port);
    return url.href;
  }

  async startApi(): Promise<void> {
    this.api = await startProcess('main.js', this.settings, /ready at/, [], this.preparation);
  }

  /** Starts a second api. */
  startSecondApi(): Promise<TestProcess> {
    return startProcess('main.js', { ...this.settings, PORT: '0' }, /ready at/);
  }

  async startWorker(i: number): Promise<void> {
    this.workersUrl = (await this.directUrl()) ?? this.workersUrl;
    const settings = { ...this.settings, DATABASE_URL: this.proxiedUrl ?? this.workersUrl };
    this.workers[i] = await startProcess('worker.js', settings, /worker is ready/);
  }

  /** A worker with the address of a previous server has to be restarted to use the new one. */
  async startWorkersAgainWhereMoved(): Promise<void> {
    if (!this.options.embedded || (await this.directUrl()) === this.workersUrl) return;
    for (const [i, worker] of this.workers.entries()) {
      await worker.stop('SIGKILL');
      await this.startWorker(i);
    }
  }

  async killPostgres(): Promise<void> {
    const postmaster = await findPostmaster(join(this.serviceDir, 'postgres'));
    if (postmaster) process.kill(postmaster.pid, 'SIGKILL');
  }

  async restartPostgres(mode: 'fast' | 'immediate'): Promise<void> {
    const binaries = await findPostgresBinaries(this.serviceDir);
    // Without a separate log the server would keep our pipe open.
    const log = join(this.serviceDir, 'postgres.log');
    await binaries.pgCtl(['restart', '-D', join(this.serviceDir, 'postgres'), '-l', log, '-m', mode, '-w']);
  }

  /** Bypasses the proxies, and waits until a server answers. */
  readonly query: Query = <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) =>
    eventually<Row[]>(
      'the database answers',
      async () => {
        const url = await this.directUrl();
        if (!url) return undefined;
        if (this.pool?.url !== url) {
          await this.pool?.pool.end();
          this.pool = { url, pool: new pg.Pool({ connectionString: url, max: 2 }) };
          this.pool.pool.on('error', () => undefined);
        }
        return (await this.pool.pool.query<Row>(sql, values)).rows;
      },
      60,
    );

  private async directUrl(): Promise<string | undefined> {
    return this.givenPostgres?.url ?? (await runningEmbeddedPostgres(this.serviceDirFromHere));
  }

  /** The directory as seen from here; the service may have mounted it in its own namespace. */
  get serviceDirFromHere(): string {
    return this.options.diskBytes ? `/proc/${this.api.pid}/root${this.serviceDir}` : this.serviceDir;
  }

  async stop(): Promise<void> {
    System.running.delete(this);
    await this.pool?.pool.end();
    const processes = [this.api, ...this.workers].filter((process) => process?.running());
    // A paused process receives no other signal.
    for (const { pid } of processes) process.kill(pid, 'SIGCONT');
    await Promise.all(processes.map(ended));
    this.modelProxy.close();
    this.postgresProxy?.close();
    await this.givenPostgres?.stop();
    await Promise.all([this.redis?.stop(), this.model.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Kills a process that does not exit. Node.js itself may hang on exit, when V8 needs memory for background compilation:
 * https://github.com/nodejs/node/issues/54918
 */
async function ended({ stop }: TestProcess): Promise<void> {
  const late = setTimeout(() => void stop('SIGKILL'), 30_000);
  await stop();
  clearTimeout(late);
}

/** Path of the library, from the program `faketime` (Debian's package of that name). */
function fakeTimeLibrary(): string {
  return execFileSync(process.env.FAKETIME_PATH ?? 'faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], {
    encoding: 'utf8',
  }).trim();
}
