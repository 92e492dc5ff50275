import { eventually } from '../test/support/engines.ts';
import { Random } from '../test/support/random.ts';
import { Clients } from './clients.ts';
import { awaitTriage, examine, type Findings } from './examination.ts';
import { Ledger } from './ledger.ts';
import { System, type SystemOptions } from './system.ts';
import type { Trial } from './trials.ts';

export interface Outcome {
  trial: Trial;
  rounds: number;
  /** Tickets answered with 201 so far, and confirmed decisions of agents. */
  filed: number;
  chosen: number;
  findings: Findings;
  /** The longest time after a round until all its tickets were triaged. */
  slowestSeconds: number;
  unavailable: number;
  unanswered: number;
  /** Unexpected answers, with their number. */
  failures: Map<string, number>;
}

/** After this many new tickets a fault counts as over. */
const TAKEN_AGAIN = 5;

export interface Plan {
  seed: number;
  /** Rounds of each fault; by default its own number. */
  rounds?: number;
  brief?: boolean;
  report?: (progress: string) => void;
}

/** Tickets before the first fault, so that there is work in every stage. */
export const WARM_UP_TICKETS = 20;

/** Injects faults one after the other into one system under load, and examines it after each round. */
export async function attempt(
  trials: Trial[],
  options: SystemOptions,
  { seed, rounds: given, brief = false, report = () => undefined }: Plan,
): Promise<Outcome[]> {
  const random = new Random(seed);
  const ledger = new Ledger();
  const system = await System.start(options);
  const clients = new Clients(system.door, ledger, seed);
  const outcomes: Outcome[] = [];
  try {
    clients.start();
    await eventually('clients are active', () => ledger.filed.size >= WARM_UP_TICKETS, 60);
    for (const trial of trials) {
      const rounds = given ?? trial.rounds;
      const findings: Findings = { missing: [], doubled: [], untriaged: [], overwritten: [], miscounted: [] };
      const note = (found: Partial<Findings>): void => {
        for (const [kind, those] of Object.entries(found) as [keyof Findings, string[]][]) {
          findings[kind] = [...new Set([...findings[kind], ...those])];
        }
      };
      const look = async (): Promise<void> => note(await examine(system.query, ledger));
      let slowestSeconds = 0;
      for (let round = 0; round < rounds; round += 1) {
        await trial.fault(system, { random, round, ledger, brief, look });
        const filed = ledger.filed.size;
        await eventually('tickets are accepted again', () => ledger.filed.size >= filed + TAKEN_AGAIN, 120);
        await look();
        // A test waits for expired leases only once, at the end, since this takes longest.
        if (brief) continue;
        const { untriaged, seconds } = await awaitTriage(system.query, ledger);
        note({ untriaged });
        await look();
        slowestSeconds = Math.max(slowestSeconds, seconds);
        report(
          `${trial.name} ${round + 1}/${rounds}: ${ledger.filed.size} created, all triaged after ${seconds.toFixed(1)} s`,
        );
      }
      outcomes.push({
        trial,
        rounds,
        filed: ledger.filed.size,
        chosen: ledger.chosen.size,
        findings,
        slowestSeconds,
        unavailable: ledger.answers.get(503) ?? 0,
        unanswered: ledger.unanswered,
        failures: new Map(ledger.failures),
      });
    }
    await clients.stop();
    // The log has the reasons.
    if (ledger.failures.size > 0) report(system.api.output().slice(-5000));
    const { findings } = outcomes.at(-1)!;
    const last = { ...(await awaitTriage(system.query, ledger)), ...(await examine(system.query, ledger)) };
    for (const kind of Object.keys(findings) as (keyof Findings)[]) {
      findings[kind] = [...new Set([...findings[kind], ...last[kind]])];
    }
    return outcomes;
  } finally {
    await clients.stop();
    await system.stop();
  }
}
