/**
 * Injects every fault that TicketIQ claims to survive, under load; see docs/faults.md. From the root:
 *
 *     npm run faults -- --only killed --rounds 1 --seed 7
 *
 * `--write` updates the table in docs/faults.md. Needs redis-server, and faketime for the clock.
 */
import { parseArgs } from 'node:util';
import { attempt, type Outcome } from './attempt.ts';
import { writeReport, table } from './report.ts';
import { System } from './system.ts';
import { TRIALS } from './trials.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const unknown = values.only?.filter((name) => !TRIALS.some((trial) => trial.name === name)) ?? [];
const [rounds, seed] = [values.rounds, values.seed].map((value) =>
  value === undefined ? undefined : Number(value),
);
if (
  unknown.length > 0 ||
  [rounds ?? 1, seed].some((number) => !Number.isSafeInteger(number) || number! < 1)
) {
  console.error(
    `Usage: npm run faults -- [--only NAME]… [--rounds N] [--seed N] [--write]\nNAME is one of ${TRIALS.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.allSettled([...System.running].map((system) => system.stop())).then(() => process.exit(130));
  });
}

const started = performance.now();
const outcomes: Outcome[] = [];
let broken = 0;
for (const trial of TRIALS) {
  if (values.only && !values.only.includes(trial.name)) continue;
  try {
    outcomes.push(...(await attempt([trial], trial.system, { seed: seed!, rounds, report: console.log })));
  } catch (error) {
    broken += 1;
    console.error(`${trial.name} could not be completed:`, error);
  }
}
const minutes = (performance.now() - started) / 60_000;
console.log(`\n${table(outcomes)}\n`);
let found = 0;
for (const { trial, findings, failures } of outcomes) {
  for (const [kind, those] of Object.entries<string[]>({ ...findings })) {
    found += those.length;
    if (those.length > 0) console.log(`${trial.name}, ${kind}: ${those.slice(0, 20).join(', ')}`);
  }
  for (const [answer, times] of failures) console.log(`${trial.name}, answered ${times} times: ${answer}`);
}
// A table without the failed faults would be misleading.
if (values.write && broken === 0) writeReport(outcomes, { seed: seed!, minutes });
process.exitCode = found + broken > 0 ? 1 : 0;
