/**
 * `npm run soak`: mixed load with 100,000 tickets; reports whether memory, handles and event loop delay stay constant.
 *
 *     npm run soak -- --minutes 30 --write
 *
 * Figures are reported by thirds of the time; the first third includes the warm-up.
 */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Random } from '../test/support/random.ts';
import { databaseWith, startEngine } from './database.ts';
import { drive, type Call } from './drive.ts';
import { dayAndMachine } from './machine.ts';
import { startService, type Running } from './service.ts';
import { TERMS } from './tickets.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    write: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);

const TICKETS = 100_000;
const SAMPLES = 60;
/** The load of a support team of about a hundred: each of four connections sends a request, then rests. */
const CONNECTIONS = 4;
const REST_MS = 40;
const STREAMS = 20;

interface Sample {
  [figure: string]: number;
}

const FIGURES: Record<string, { metric: RegExp; unit: string; scale: number }> = {
  'resident memory': { metric: /^process_resident_memory_bytes (\S+)/m, unit: 'MiB', scale: 2 ** -20 },
  'heap in use': { metric: /^nodejs_heap_size_used_bytes (\S+)/m, unit: 'MiB', scale: 2 ** -20 },
  'open file descriptors': { metric: /^process_open_fds (\S+)/m, unit: '', scale: 1 },
  'active resources': { metric: /^nodejs_active_resources_total (\S+)/m, unit: '', scale: 1 },
  'event loop delay, 99th percentile': {
    metric: /^nodejs_eventloop_lag_p99_seconds (\S+)/m,
    unit: 'ms',
    scale: 1000,
  },
};

const directory = await mkdtemp(join(tmpdir(), 'ticketiq-soak-'));
const engine = await startEngine(directory);
let service: Running | undefined;
try {
  const databaseUrl = await databaseWith(engine, TICKETS);
  service = await startService(databaseUrl);
  const { url, headers } = service;
  const ending = new AbortController();
  const streams = Array.from({ length: STREAMS }, () => listen(url, headers, ending.signal));
  const samples: Sample[] = [];
  const load = drive(service, mixed(), {
    connections: CONNECTIONS,
    seconds: minutes * 60,
    restMs: REST_MS,
  });
  for (let i = 0; i < SAMPLES; i++) {
    await sleep((minutes * 60_000) / SAMPLES);
    samples.push(await sample(url));
    console.error(
      `${i + 1} of ${SAMPLES}: ${Object.entries(samples.at(-1)!)
        .map(([name, value]) => `${name} ${value.toFixed(1)}`)
        .join(', ')}`,
    );
  }
  const { calls, perSecond, p50, p99 } = await load;
  ending.abort();
  await Promise.all(streams);
  const report = [
    '# Soak test',
    '',
    `Measured by \`npm run soak -- --minutes ${minutes} --write\`. ${dayAndMachine()}`,
    '',
    `${calls} calls in ${minutes} minutes (${perSecond.toFixed(0)} per second, median ${p50.toFixed(1)} ms, 99th percentile ${p99.toFixed(1)} ms): ` +
      `reads, lists, searches and statistics, and every fifth a create, a change or a reply; created tickets are triaged by ` +
      `the bundled model. ${STREAMS} event streams were open throughout. ${TICKETS.toLocaleString('en')} tickets at the start.`,
    '',
    'Medians of each third of the time, in the process that is both api and worker:',
    '',
    '| figure | first third | second | last | change from second to last |',
    '| --- | --: | --: | --: | --: |',
    ...Object.entries(FIGURES).map(([name, { unit }]) => {
      const [first, second, last] = thirds(samples.map((each) => each[name]!));
      const change = (last! / second! - 1) * 100;
      return `| ${name}${unit && ` (${unit})`} | ${first!.toFixed(1)} | ${second!.toFixed(1)} | ${last!.toFixed(1)} | ${change >= 0 ? '+' : ''}${change.toFixed(0)} % |`;
    }),
  ];
  console.log(report.join('\n'));
  if (values.write) writeFileSync(new URL('../../docs/soak.md', import.meta.url), `${report.join('\n')}\n`);
} finally {
  await service?.stop();
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
}

function mixed(): (i: number) => Call {
  const random = new Random(7);
  const any = (): number => 1 + random.below(TICKETS);
  const get = (path: string): Call => ({ method: 'GET', path: `/api/tickets${path}` });
  const write = (method: string, path: string, body: object): Call => ({
    ...{ method, path: `/api/tickets${path}`, body },
  });
  const text = {
    title: 'Cannot print labels',
    description: 'Since this morning every second label is empty.',
  };
  return (i) => {
    switch (i % 20) {
      case 0:
        return write('POST', '', text);
      case 5:
        return write('PATCH', `/${any()}`, { tags: [`soak${i % 100}`] });
      case 10:
        return write('POST', `/${any()}/messages`, { body: 'We are on it.', visibility: 'public' });
      case 15:
        return write('POST', '/classify', text);
      case 1:
      case 11:
        return get('?status=open');
      case 2:
      case 12:
        return get('?sort=-priority');
      case 3:
        return get(`?search=${TERMS.common}`);
      case 13:
        return get(`?search=${TERMS.rare}`);
      case 4:
        return get('/stats');
      case 14:
        return get(`/${any()}/history`);
      default:
        return get(`/${any()}`);
    }
  };
}

/** Reads the event stream until it ends, as a console does. */
async function listen(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
  try {
    const { body } = await fetch(`${url}/api/events`, { headers, signal });
    for await (const part of body!) void part;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function sample(url: string): Promise<Sample> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Object.fromEntries(
    Object.entries(FIGURES).map(([name, { metric, scale }]) => [name, Number(metric.exec(page)![1]) * scale]),
  );
}

function thirds(numbers: number[]): number[] {
  const third = Math.floor(numbers.length / 3);
  return [0, 1, 2].map(
    (i) => numbers.slice(i * third, (i + 1) * third).toSorted((a, b) => a - b)[Math.floor(third / 2)]!,
  );
}
