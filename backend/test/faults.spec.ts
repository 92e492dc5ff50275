import { describe, expect, it } from 'vitest';
import { attempt, WARM_UP_TICKETS, type Outcome } from '../faults/attempt.ts';
import type { SystemOptions } from '../faults/system.ts';
import { TRIALS } from '../faults/trials.ts';

/** `npm run faults` does the same at length, and all of it; its table is docs/faults.md. */
async function tried(names: string[], system: SystemOptions): Promise<Outcome[]> {
  const trials = names.map((name) => TRIALS.find((trial) => trial.name === name)!);
  return attempt(trials, system, { seed: 4, rounds: 1, brief: true });
}

function expectNothingFound(outcomes: Outcome[]): void {
  const nothing = { missing: [], doubled: [], untriaged: [], overwritten: [], miscounted: [] };
  for (const { trial, findings, failures } of outcomes) {
    expect({ trial: trial.name, ...findings }).toEqual({ trial: trial.name, ...nothing });
    // Requests during a fault get a temporary failure (503), not an error.
    expect([...failures.keys()]).toEqual([]);
  }
  // They went on filing after the first, whatever happened.
  expect(outcomes.at(-1)!.filed).toBeGreaterThan(WARM_UP_TICKETS);
  expect(outcomes.at(-1)!.chosen).toBeGreaterThan(0);
}

describe.concurrent(
  'no ticket is lost, doubled, left or taken from a person, and counters are right, after',
  () => {
    it('a Redis without memory, cuts of PostgreSQL, and a paused worker', async () => {
      const names = ['redis-out-of-memory', 'connections-cut', 'worker-paused'];
      expectNothingFound(await tried(names, { workers: 2 }));
    }, 240_000);

    it('a full disk', async () => {
      const [trial] = TRIALS.filter(({ name }) => name === 'disk-full');
      expectNothingFound(await tried(['disk-full'], trial!.system));
    }, 120_000);

    it('a clock that was set back', async () => {
      const [trial] = TRIALS.filter(({ name }) => name === 'clock-set-back');
      expectNothingFound(await tried(['clock-set-back'], trial!.system));
    }, 120_000);
  },
);
