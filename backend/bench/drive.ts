import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Call {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Target {
  url: string;
  /** The process whose processor time is measured. */
  pid: number;
  headers: Record<string, string>;
}

export interface Measured {
  calls: number;
  perSecond: number;
  /** Milliseconds from the first byte sent to the last byte received. */
  p50: number;
  p99: number;
  /** Processor time per call in milliseconds, of all threads of the process. */
  cpu: number;
  bytes: number;
}

const CLOCK_TICKS_PER_SECOND = 100;

/** Sends calls over that many connections; each sends its next call on the answer, or after a rest. */
export async function drive(
  target: Target,
  next: (i: number) => Call,
  {
    connections,
    seconds,
    atMost = Infinity,
    restMs = 0,
  }: { connections: number; seconds: number; atMost?: number; restMs?: number },
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const took: number[] = [];
  let sent = 0;
  let bytes = 0;
  const begun = performance.now();
  const cpu = processorMs(target.pid);
  const connection = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000 && sent < atMost) {
      const call = next(sent++);
      const from = performance.now();
      bytes = await answered(target, call, agent);
      took.push(performance.now() - from);
      if (restMs > 0) await sleep(restMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const elapsed = performance.now() - begun;
  const spent = processorMs(target.pid) - cpu;
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
  return {
    calls: took.length,
    perSecond: (took.length / elapsed) * 1000,
    p50: at(0.5),
    p99: at(0.99),
    cpu: spent / took.length,
    bytes,
  };
}

/** @throws if an answer is not 2xx */
function answered(target: Target, { method, path, body, headers }: Call, agent: Agent): Promise<number> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asked = request(
      target.url + path,
      {
        method,
        agent,
        headers: {
          ...target.headers,
          ...headers,
          ...(payload && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
        },
      },
      (answer) => {
        let bytes = 0;
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => {
          bytes += part.length;
          if (answer.statusCode! >= 300) parts.push(part);
        });
        answer.on('end', () => {
          if (answer.statusCode! < 300) return resolve(bytes);
          reject(
            new Error(
              `${method} ${path}: ${answer.statusCode} ${Buffer.concat(parts).toString().slice(0, 300)}`,
            ),
          );
        });
        answer.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(payload);
  });
}

/** The kernel counts in hundredths of a second (proc(5), utime and stime). */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND) * 1000;
}
