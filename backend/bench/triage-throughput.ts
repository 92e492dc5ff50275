/**
 * Triage throughput with a model that answers in 300 ms: tickets per minute with 1, 2 and 4 workers, and the latency of new
 * tickets and the memory of the worker while a backlog is processed. From the root:
 *
 *     npm run bench:triage -- --backlog 100000 --write
 *
 * `--write` updates the tables in docs/triage-throughput.md. Needs redis-server.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { replaceMeasured } from '../faults/report.ts';
import { dayAndMachine } from './machine.ts';
import { System } from '../faults/system.ts';
import { behaviourNamed } from '../test/gemini-stand-in.ts';
import { Api } from '../test/support/api.ts';

const DOCUMENT = new URL('../../docs/triage-throughput.md', import.meta.url);
const ANSWERS_WITHIN_MS = 300;

/** Duration of the measurement, once all workers are busy. */
const MEASURED_MS = 20_000;
/** More tickets than can be triaged in that time. */
const ENOUGH = 40_000;

/** Interval of new tickets while the backlog is processed. */
const FILED_EVERY_MS = 1000;
const SAMPLED_EVERY_MS = 5000;

/** Inserts pending tickets that are all due now. */
async function insertBacklog({ query }: System, count: number): Promise<void> {
  for (let at = 0; at < count; at += 5000) {
    await query(
      `INSERT INTO tickets (title, description, triage_state, triage_due_at)
       SELECT 'Imported ' || n, 'The VPN is down and nobody in office ' || n || ' can connect.', 'pending', now()
       FROM generate_series($1::int, $2::int) n`,
      [at + 1, Math.min(at + 5000, count)],
    );
  }
  await query('ANALYZE tickets');
}

async function pending({ query }: System): Promise<number> {
  const [row] = await query<{ n: number }>(
    `SELECT coalesce(sum(n), 0)::int AS n FROM ticket_counts WHERE triage_state = 'pending'`,
  );
  return row!.n;
}

async function systemOf(workers: number): Promise<System> {
  // The default interval: how a backlog is queued is part of the measurement.
  const system = await System.start({ workers, settings: { TRIAGE_SWEEP_SECONDS: '15', LOG_LEVEL: 'info' } });
  system.model.behave(behaviourNamed('slow', { delayMs: ANSWERS_WITHIN_MS }));
  return system;
}

interface Pace {
  workers: number;
  ticketsAMinute: number;
  ticketsACall: number;
}

async function measurePace(workers: number): Promise<Pace> {
  const system = await systemOf(workers);
  try {
    await insertBacklog(system, ENOUGH);
    while ((await pending(system)) > ENOUGH - 200) await sleep(200);
    const [before, callsBefore, started] = [
      await pending(system),
      system.model.requests.length,
      performance.now(),
    ];
    await sleep(MEASURED_MS);
    const [after, calls, minutes] = [
      await pending(system),
      system.model.requests.length - callsBefore,
      (performance.now() - started) / 60_000,
    ];
    if (after === 0) throw new Error('All tickets were triaged before the measurement ended.');
    return { workers, ticketsAMinute: (before - after) / minutes, ticketsACall: (before - after) / calls };
  } finally {
    await system.stop();
  }
}

interface Sample {
  seconds: number;
  pending: number;
  workerMegabytes: number;
}

interface Drain {
  samples: Sample[];
  /** Latencies of the suggestions of new tickets, in milliseconds, sorted. */
  waits: number[];
  /** The worker's log lines about the backlog. */
  told: string[];
}

async function measureDrain(backlog: number): Promise<Drain> {
  const system = await systemOf(1);
  try {
    // A session's token would expire during the measurement.
    const { body } = await new Api(system.door.url, system.door.bearer).call<{ token: string }>(
      'POST',
      '/api/tokens',
      { name: 'bench', scope: 'write' },
    );
    const api = new Api(system.door.url, body.token);
    await insertBacklog(system, backlog);
    const samples: Sample[] = [];
    const waiting: Promise<number>[] = [];
    const started = performance.now();
    let left = backlog;
    const sample = async (): Promise<void> => {
      left = await pending(system);
      samples.push({
        seconds: (performance.now() - started) / 1000,
        pending: left,
        workerMegabytes: residentMegabytes(system.workers[0]!.pid),
      });
      const { seconds, workerMegabytes } = samples.at(-1)!;
      console.error(
        `${round(seconds)} s: ${round(left)} pending, worker memory ${round(workerMegabytes)} MB`,
      );
    };
    const file = async (): Promise<number> => {
      const filed = performance.now();
      const { id } = await api.create();
      await api.triaged(id, 600);
      return performance.now() - filed;
    };
    for (let tick = 0; left > 100; tick += 1) {
      waiting.push(file());
      if ((tick * FILED_EVERY_MS) % SAMPLED_EVERY_MS === 0) await sample();
      await sleep(FILED_EVERY_MS);
    }
    const waits = (await Promise.all(waiting)).sort((a, b) => a - b);
    await sample();
    const told = system.workers[0]!.output()
      .split('\n')
      .filter((line) => line.includes('wait for triage'));
    return { samples, waits, told };
  } finally {
    await system.stop();
  }
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

const round = (value: number): string => Math.round(value).toLocaleString('en-US');
const quantile = (sorted: number[], q: number): number =>
  sorted[Math.min(Math.floor(q * sorted.length), sorted.length - 1)]!;

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '--:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const { values } = parseArgs({
  options: { backlog: { type: 'string', default: '100000' }, write: { type: 'boolean', default: false } },
});
const backlog = Number(values.backlog);

const paces: Pace[] = [];
for (const workers of [1, 2, 4]) {
  paces.push(await measurePace(workers));
  console.log(`${workers} workers: ${round(paces.at(-1)!.ticketsAMinute)} tickets per minute`);
}
const { samples, waits, told } = await measureDrain(backlog);
const [last] = samples.slice(-1);
const shown = samples.filter((_, i) => i % Math.ceil(samples.length / 12) === 0 || i === samples.length - 1);

const measured = `${table(
  ['workers', 'tickets per minute', 'tickets per call'],
  paces.map(({ workers, ticketsAMinute, ticketsACall }) => [
    String(workers),
    round(ticketsAMinute),
    ticketsACall.toFixed(1),
  ]),
)}

A backlog of ${round(backlog)}, drained by one worker in ${round(last!.seconds)} s (${round((backlog / last!.seconds) * 60)} per
minute), while one ticket was created every second. These ${round(waits.length)} waited for their suggestion: p50
${round(quantile(waits, 0.5))} ms, p99 ${round(quantile(waits, 0.99))} ms, at most ${round(waits.at(-1)!)} ms.

${table(
  ['after', 'waiting', 'memory of the worker'],
  shown.map(({ seconds, pending, workerMegabytes }) => [
    `${round(seconds)} s`,
    round(pending),
    `${round(workerMegabytes)} MB`,
  ]),
)}`;
console.log(`\n${measured}\n\n${told.join('\n')}`);
if (values.write) {
  replaceMeasured(
    DOCUMENT,
    `Measured by \`npm run bench:triage -- --write\`. ${dayAndMachine()}\n\n${measured}`,
  );
}
