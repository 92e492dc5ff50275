/**
 * `npm run bench`: the cost of each call with 1,000, 100,000 and 1,000,000 tickets, and of a bare server on the same machine
 * in the same run.
 *
 *     npm run bench -- --sizes 1000,100000 --write
 *
 * --sizes    numbers of tickets; growth is the ratio of the last to the first
 * --rounds   rounds of each measurement; the sizes alternate, and the median round counts (default 3)
 * --write    write docs/bench.md
 */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CALLS, CREATE_DECIDED, type Place } from './calls.ts';
import { databaseWith, startEngine, withClient } from './database.ts';
import { drive, type Call, type Measured } from './drive.ts';
import { dayAndMachine } from './machine.ts';
import { pgbench } from './pgbench.ts';
import { startBareServer, startService, type Running } from './service.ts';
import { OLD_TAG, TERMS } from './tickets.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000,1000000' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);

/** At most 32: one account may have two searches in progress and 30 waiting. */
const CONNECTIONS = [1, 8, 32];
const ROUND_SECONDS = 0.7;
const UNDER_LOAD_SECONDS = 3;
const WARM_UP_SECONDS = 10;
const WARM_UP = ['a ticket by its id', 'list: first page', 'statistics'];

const PGBENCH = {
  ticket: (size: number) =>
    `\\set id random(1, ${size})\nSELECT t.*, a.name FROM tickets t LEFT JOIN users a ON a.id = t.assignee_id WHERE t.id = :id AND deleted_at IS NULL;`,
  firstPage:
    'SELECT * FROM tickets t WHERE deleted_at IS NULL ORDER BY t.created_at DESC, t.id DESC LIMIT 21;\nSELECT sum(n)::int FROM ticket_counts;',
};

interface Store extends Place {
  databaseUrl: string;
  service: Running;
  bytesPerTicket: number;
}

const directory = await mkdtemp(join(tmpdir(), 'ticketiq-bench-'));
const engine = await startEngine(directory);
const stores: Store[] = [];
try {
  for (const size of sizes) stores.push(await storeOf(size));
  const report = [
    ...introduction(),
    ...(await growth()),
    ...(await underLoad(stores.at(-1)!)),
    ...(await besideTheFloor(stores.at(-1)!)),
    ...(await withoutCounters(stores.at(-1)!)),
  ];
  console.log(`\n${report.join('\n')}`);
  if (values.write) writeFileSync(new URL('../../docs/bench.md', import.meta.url), `${report.join('\n')}\n`);
} finally {
  for (const { service } of stores) await service.stop();
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
}

async function storeOf(size: number): Promise<Store> {
  const databaseUrl = await databaseWith(engine, size);
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<{ bytes: number }>(
      `SELECT sum(pg_total_relation_size(t))::float8 AS bytes
       FROM unnest(ARRAY['tickets', 'ticket_history', 'ticket_messages', 'classifications']::regclass[]) t`,
    ),
  );
  const service = await startService(databaseUrl);
  const cursorAt = async (sort: string, offset: number): Promise<string> => {
    const [ticket] = await withClient(databaseUrl, async (client) => {
      const columns =
        sort === '-priority' ? 'priority DESC, created_at DESC, id DESC' : 'created_at DESC, id DESC';
      return (
        await client.query<{ id: number; priority: string; created_at: Date }>(
          `SELECT id, priority, created_at FROM tickets ORDER BY ${columns} OFFSET $1 LIMIT 1`,
          [offset],
        )
      ).rows;
    });
    const { id, priority, created_at } = ticket!;
    const place = sort === '-priority' ? [priority, created_at, id] : [created_at, id];
    // Same format as the service's cursors. Paging through a million tickets to get one would take too long.
    return Buffer.from(JSON.stringify([sort, ...place])).toString('base64url');
  };
  const middle = {
    '-created_at': await cursorAt('-created_at', size / 2),
    '-priority': await cursorAt('-priority', size / 2),
  };
  const agentWhoLeft = await withClient(databaseUrl, async (client) => {
    const { rows: agents } = await client.query<{ id: number }>(
      `SELECT max(id) AS id FROM users WHERE role = 'agent'`,
    );
    return agents[0]!.id;
  });
  return {
    ...{ size, databaseUrl, service, agentWhoLeft, middle },
    last: await cursorAt('-created_at', size - 30),
    bytesPerTicket: rows[0]!.bytes / size,
  };
}

/** Latency over one connection, with the sizes in turn. */
async function growth(): Promise<string[]> {
  const lines = [
    '## Latency and growth',
    '',
    `Median in milliseconds over one connection. \`p99\`, and \`CPU\`, the processor time of the service's process per call, at the last size.`,
    '',
    `| call | ${sizes.map((size) => number(size)).join(' | ')} | growth | p99 | CPU | bytes |`,
    `| --- | ${sizes.map(() => '--:').join(' | ')} | --: | --: | --: | --: |`,
  ];
  // Otherwise the first rows would include the warm-up of the process.
  for (const store of stores) {
    const calls = CALLS.filter(({ name }) => WARM_UP.includes(name)).map(({ next }) => next(store));
    await drive(store.service, (i) => calls[i % calls.length]!(i), {
      connections: 8,
      seconds: WARM_UP_SECONDS,
    });
  }
  for (const { name, next, atMost } of CALLS) {
    const measured = new Map(stores.map((store) => [store, [] as Measured[]]));
    const calls = new Map(stores.map((store) => [store, next(store)]));
    const round = async (store: Store, seconds: number): Promise<Measured> =>
      drive(store.service, calls.get(store)!, { connections: 1, seconds, ...(atMost && { atMost }) });
    for (const store of stores) await round(store, ROUND_SECONDS / 3);
    for (let i = 0; i < rounds; i++)
      for (const store of stores) measured.get(store)!.push(await round(store, ROUND_SECONDS));
    const medians = stores.map((store) => median(measured.get(store)!.map(({ p50 }) => p50)));
    const last = measured.get(stores.at(-1)!)!;
    lines.push(
      `| ${name} | ${medians.map((ms) => ms.toFixed(2)).join(' | ')} | ${(medians.at(-1)! / medians[0]!).toFixed(2)} | ` +
        `${median(last.map(({ p99 }) => p99)).toFixed(2)} | ${median(last.map(({ cpu }) => cpu)).toFixed(2)} | ${last[0]!.bytes} |`,
    );
    console.error(lines.at(-1));
  }
  return [...lines, ''];
}

async function underLoad(store: Store): Promise<string[]> {
  const lines = [
    `## Throughput under load, with ${number(store.size)} tickets`,
    '',
    'Calls per second, with the median and the 99th percentile in milliseconds in brackets, by number of connections.',
    '',
    `| call | ${CONNECTIONS.join(' | ')} |`,
    `| --- | ${CONNECTIONS.map(() => '--:').join(' | ')} |`,
  ];
  const loaded = [
    ...[
      'a ticket by its id',
      'list: first page',
      'search: a word in a third of all',
      'search: a word in three',
    ],
    ...['statistics', 'create, to be triaged', 'create, category and priority given', 'patch'],
  ];
  for (const { name, next } of CALLS.filter((call) => loaded.includes(call.name))) {
    const cells: string[] = [];
    for (const connections of CONNECTIONS) {
      const { perSecond, p50, p99 } = await drive(store.service, next(store), {
        connections,
        seconds: UNDER_LOAD_SECONDS,
      });
      cells.push(`${Math.round(perSecond)} (${p50.toFixed(1)}, ${p99.toFixed(1)})`);
    }
    lines.push(`| ${name} | ${cells.join(' | ')} |`);
    console.error(lines.at(-1));
  }
  return [...lines, ''];
}

/** The service and the bare server alternate, so that both have the same load on the machine. */
async function besideTheFloor(store: Store): Promise<string[]> {
  const bare = await startBareServer(store.databaseUrl);
  const logging = await startService(store.databaseUrl, { LOG_LEVEL: 'info' });
  const lines = [
    `## Comparison with a bare server, with ${number(store.size)} tickets`,
    '',
    'The bare server is `node:http` and `pg` with one query for each part of the answer, without authentication and logs.',
    'The service logs warnings only, as in all other measurements, or each request, which is the default.',
    'Throughput per core is the number of calls per second of processor time of the process, over 8 connections. pgbench sends',
    'the same queries, prepared, over 8 connections as well, and discards the rows.',
    '',
    '| call | service, calls/s | bare server | pgbench | service, calls per core-second | bare server | share of the bare server |',
    '| --- | --: | --: | --: | --: | --: | --: |',
  ];
  const ticket = (): ((i: number) => Call) => CALLS[0]!.next(store);
  const firstPage = (): ((i: number) => Call) => () => ({ method: 'GET', path: '/api/tickets' });
  const compared: [string, Running, () => (i: number) => Call, string][] = [
    ['a ticket by its id', store.service, ticket, PGBENCH.ticket(store.size)],
    ['a ticket by its id, each request logged', logging, ticket, PGBENCH.ticket(store.size)],
    ['list: first page', store.service, firstPage, PGBENCH.firstPage],
    ['list: first page, each request logged', logging, firstPage, PGBENCH.firstPage],
  ];
  try {
    for (const [name, ours, next, script] of compared) {
      const service: Measured[] = [];
      const floor: Measured[] = [];
      for (let i = 0; i <= rounds; i++) {
        // The first round warms both up and is discarded.
        const seconds = i === 0 ? WARM_UP_SECONDS : UNDER_LOAD_SECONDS;
        const measure = async (target: Running): Promise<Measured> =>
          drive(target, next(), { connections: 8, seconds });
        const [measured, besides] = [await measure(ours), await measure(bare)];
        if (i > 0) {
          service.push(measured);
          floor.push(besides);
        }
      }
      const rate = (of: Measured[]): number => median(of.map(({ perSecond }) => perSecond));
      const perCore = (of: Measured[]): number => 1000 / median(of.map(({ cpu }) => cpu));
      lines.push(
        `| ${name} | ${Math.round(rate(service))} | ${Math.round(rate(floor))} | ${pgbench(store.databaseUrl, script, 8)} | ` +
          `${Math.round(perCore(service))} | ${Math.round(perCore(floor))} | ${percent(perCore(service) / perCore(floor))} |`,
      );
      console.error(lines.at(-1));
    }
  } finally {
    await bare.stop();
    await logging.stop();
  }
  return [...lines, ''];
}

async function withoutCounters(store: Store): Promise<string[]> {
  const { rows: triggers } = await withClient(store.databaseUrl, (client) =>
    client.query<{ name: string }>(
      `SELECT tgname AS name FROM pg_trigger WHERE tgrelid = 'tickets'::regclass AND tgname LIKE 'count\\_%'`,
    ),
  );
  const count = (on: boolean): Promise<unknown> =>
    withClient(store.databaseUrl, (client) =>
      client.query(
        triggers
          .map(({ name }) => `ALTER TABLE tickets ${on ? 'ENABLE' : 'DISABLE'} TRIGGER "${name}"`)
          .join('; '),
      ),
    );
  const creates = (): Promise<Measured> =>
    drive(store.service, () => ({ method: 'POST', path: '/api/tickets', body: CREATE_DECIDED }), {
      connections: 64,
      seconds: UNDER_LOAD_SECONDS,
    });
  const on: number[] = [];
  const off: number[] = [];
  await creates();
  for (let i = 0; i < rounds; i++) {
    on.push((await creates()).perSecond);
    await count(false);
    off.push((await creates()).perSecond);
    await count(true);
  }
  return [
    '## Creates with and without counters',
    '',
    `64 concurrent writers, ${number(store.size)} tickets, medians of ${rounds} alternating rounds: ` +
      `${Math.round(median(on))} creates per second with the counters' triggers, ${Math.round(median(off))} without: ` +
      `${percent(median(on) / median(off))}.`,
  ];
}

function introduction(): string[] {
  return [
    '# Cost of each call',
    '',
    'Measured by `npm run bench -- --write`, which loads the tickets, starts the service with each size, and measures all of it in',
    'one run. Figures of different runs or machines are not comparable; ratios within a run are.',
    '',
    dayAndMachine(),
    `Searched words: "${TERMS.common}" is in a third of all tickets, "${TERMS.rare}" in three, "${TERMS.absent}" in none, "${TERMS.old}" and the tag "${OLD_TAG}" in a twentieth, all of them ten months old.`,
    `A ticket with its history, triage, messages and indexes takes ${stores.map(({ size, bytesPerTicket }) => `${(bytesPerTicket / 1024).toFixed(1)} KiB at ${number(size)}`).join(', ')} on disk.`,
    '',
  ];
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function number(n: number): string {
  return n.toLocaleString('en');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
