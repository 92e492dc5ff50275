import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../test/support/engines.ts';
import type { Random } from '../test/support/random.ts';
import type { Ledger } from './ledger.ts';
import type { System, SystemOptions } from './system.ts';

export interface Circumstances {
  random: Random;
  round: number;
  ledger: Ledger;
  /** Whether a test runs the fault, with the shortest effective duration. */
  brief: boolean;
  /** Examines the database during the fault. */
  look: () => Promise<void>;
}

export interface Trial {
  name: string;
  /** Description for the table. */
  what: string;
  system: SystemOptions;
  /** Default number of rounds. */
  rounds: number;
  /** Number of faults in a round. */
  faultsARound?: number;
  /** Injects the fault and ends it, while the load continues. */
  fault: (system: System, circumstances: Circumstances) => Promise<void>;
}

const FLEET: SystemOptions = { workers: 2 };
const KILLS_A_ROUND = 10;

export const TRIALS: Trial[] = [
  {
    name: 'killed',
    what: 'SIGKILL of the api, a worker or the embedded PostgreSQL at a random time, sometimes of two at once',
    system: { embedded: true, workers: 2 },
    rounds: 10,
    faultsARound: KILLS_A_ROUND,
    fault: async (system, { random, look }) => {
      for (let kill = 0; kill < KILLS_A_ROUND; kill += 1) {
        await sleep(random.below(1500));
        const victims = random.oneOf(['api', 'worker', 'postgres', 'worker', 'api', 'api and postgres']);
        const worker = random.below(system.workers.length);
        if (victims.includes('postgres')) await system.killPostgres();
        if (victims.includes('api')) await system.api.stop('SIGKILL');
        if (victims === 'worker') await system.workers[worker]!.stop('SIGKILL');
        // Restarts some processes immediately, and others a moment later.
        await sleep(random.oneOf([0, 300]));
        if (victims.includes('api')) await system.startApi();
        if (victims === 'worker') await system.startWorker(worker);
        await system.startWorkersAgainWhereMoved();
        await look();
      }
      await system.signIn();
    },
  },
  {
    name: 'redis-stopped',
    what: 'Redis killed, unavailable for a minute, and restarted empty',
    system: FLEET,
    rounds: 1,
    fault: async ({ redis }, { brief }) => {
      await redis.kill();
      await sleep(brief ? 3000 : 60_000);
      await redis.start();
    },
  },
  {
    name: 'redis-flushed',
    what: 'Redis flushed',
    system: FLEET,
    rounds: 20,
    fault: async ({ redis }, { random }) => {
      await sleep(random.below(1000));
      await redis.client.flushall();
    },
  },
  {
    name: 'redis-out-of-memory',
    what: 'Redis out of memory (`maxmemory` of one byte, `noeviction`): every write refused for 20 s',
    system: FLEET,
    rounds: 2,
    fault: async ({ redis }, { brief }) => {
      await redis.client.config('SET', 'maxmemory-policy', 'noeviction');
      await redis.client.config('SET', 'maxmemory', '1');
      await sleep(brief ? 3000 : 20_000);
      await redis.client.config('SET', 'maxmemory', '0');
    },
  },
  {
    name: 'postgres-restarted',
    what: 'PostgreSQL restarted, alternately `fast` (ends sessions) and `immediate` (as after a crash)',
    system: FLEET,
    rounds: 10,
    fault: async (system, { random }) => {
      for (const mode of ['fast', 'immediate'] as const) {
        await sleep(random.below(1000));
        await system.restartPostgres(mode);
      }
    },
    faultsARound: 2,
  },
  {
    name: 'connections-cut',
    what: 'All connections to PostgreSQL cut, alternately by the server and by the network',
    system: FLEET,
    rounds: 10,
    fault: async (system, { random }) => {
      await sleep(random.below(1000));
      await system.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ticketiq'`,
      );
      await sleep(random.below(1000));
      system.postgresProxy!.cut();
      await sleep(random.below(500));
      system.postgresProxy!.mend();
    },
    faultsARound: 2,
  },
  {
    name: 'disk-full',
    what: 'The disk of the embedded PostgreSQL, a separate tmpfs, filled completely for 10 s, and freed',
    system: { embedded: true, diskBytes: 200_000_000 },
    rounds: 3,
    fault: async ({ serviceDirFromHere }, { ledger, brief }) => {
      const filler = join(serviceDirFromHere, 'filler');
      const refusals = (): number => (ledger.answers.get(503) ?? 0) + ledger.unanswered;
      const before = refusals();
      await fillUp(filler);
      await eventually('a request fails', () => refusals() > before);
      await sleep(brief ? 2000 : 10_000);
      await rm(filler);
    },
  },
  {
    name: 'model-hung',
    what: 'The model accepts every request and answers none, for 30 s',
    system: FLEET,
    rounds: 2,
    fault: async (system, { brief }) => {
      system.model.behave('hangs');
      await sleep(brief ? 2000 : 30_000);
      system.behaveAsUsual();
    },
  },
  {
    name: 'model-half-open',
    what: 'The network to the model half-open for 30 s: packets are dropped without an error, and existing connections stay silent permanently',
    system: FLEET,
    rounds: 2,
    fault: async ({ modelProxy }, { brief }) => {
      modelProxy.silence();
      await sleep(brief ? 2000 : 30_000);
      modelProxy.mend();
    },
  },
  {
    name: 'clock-set-back',
    what: 'The clock of api, worker and PostgreSQL set back by an hour (libfaketime)',
    system: { embedded: true, workers: 1, clock: true },
    rounds: 2,
    fault: async (system, { brief, round }) => {
      await system.setClock((round + 1) * -3600);
      await sleep(brief ? 4000 : 20_000);
    },
  },
  {
    name: 'migrating',
    what: 'Two apis and two workers start concurrently on the schema of the previous release, with all its tickets',
    system: FLEET,
    rounds: 5,
    fault: async (system) => {
      await Promise.all([system.api, ...system.workers].map(({ stop }) => stop()));
      await system.revertSchema();
      const second = system.startSecondApi();
      await Promise.all([system.startApi(), system.startWorker(0), system.startWorker(1)]);
      await (await second).stop();
    },
  },
  {
    name: 'worker-paused',
    what: 'A worker paused (SIGSTOP) while triaging for 25 s, longer than its job lock of 15 s and its lease of 16 s, and resumed',
    system: FLEET,
    rounds: 3,
    fault: (system) => pause(system.workers[0]!.pid, 25_000),
  },
  {
    name: 'api-paused',
    what: 'The api paused (SIGSTOP) for 35 s, longer than PostgreSQL allows a transaction to idle, and resumed',
    system: FLEET,
    rounds: 1,
    fault: (system) => pause(system.api.pid, 35_000),
  },
];

async function pause(pid: number, ms: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await sleep(ms);
  process.kill(pid, 'SIGCONT');
}

/** Writes ever smaller chunks until the disk is full. */
async function fillUp(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let size = 1 << 20; size >= 512; size /= 2) {
      const piece = Buffer.alloc(size, 1);
      try {
        for (;;) await file.writeFile(piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    await file.close();
  }
}
