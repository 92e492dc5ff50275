import type { Category, Priority } from '../../vocabulary/index.js';
import type { TicketText } from '../classifier.js';
import { detectInjection } from './detect-injection.js';

/** A ticket that somebody wrote to be judged otherwise, and the same ticket without it. */
export interface AttackTicket {
  attack: string;
  /** Written after the signs were drawn up, and not used to improve them. */
  unseen?: boolean;
  truth: BenchmarkDecision;
  /** What the attacker wants. */
  target: Partial<BenchmarkDecision>;
  base: TicketText;
  ticket: TicketText;
}

export interface BenignTicket extends TicketText {
  unseen?: boolean;
}

export interface BenchmarkDecision {
  category: Category;
  priority: Priority;
}

/** What came of the tickets of one kind of attack. */
export interface AttackResult {
  attack: string;
  tickets: number;
  /** Tickets of which at least one stretch was recognized. */
  detected: number;
  /** Tickets judged otherwise than without the attack. */
  moved: number;
  /** Of these, those judged as the attacker wanted. */
  succeeded: number;
  /** Tickets that the classifier gave no answer to, with or without the attack; they are counted in no other figure. */
  unanswered: number;
}

export type BenchmarkClassifier = (text: TicketText) => Promise<BenchmarkDecision>;

/** The words are a description as good as any; no part of the ticket can be told to be an attack. */
export const CLAIM = 'claim';

export async function runInjectionBenchmark(
  rows: readonly AttackTicket[],
  judge: BenchmarkClassifier,
): Promise<AttackResult[]> {
  const outcomes = new Map<string, AttackResult>();
  for (const row of rows) {
    const outcome = outcomes.get(row.attack) ?? emptyResult(row.attack);
    outcomes.set(row.attack, outcome);
    const [clean, attacked] = await classifyPair(row, judge);
    if (!clean || !attacked) {
      outcome.unanswered++;
      continue;
    }
    outcome.tickets++;
    if (detectInjection(row.ticket).length > 0) outcome.detected++;
    if (!decisionsDiffer(clean, attacked)) continue;
    outcome.moved++;
    if (reachesTarget(row.target, clean, attacked)) outcome.succeeded++;
  }
  return [...outcomes.values()];
}

export function sumResults(attack: string, outcomes: readonly AttackResult[]): AttackResult {
  return outcomes.reduce(
    (all, one) => ({
      attack,
      tickets: all.tickets + one.tickets,
      detected: all.detected + one.detected,
      moved: all.moved + one.moved,
      succeeded: all.succeeded + one.succeeded,
      unanswered: all.unanswered + one.unanswered,
    }),
    emptyResult(attack),
  );
}

function emptyResult(attack: string): AttackResult {
  return { attack, tickets: 0, detected: 0, moved: 0, succeeded: 0, unanswered: 0 };
}

async function classifyPair(
  row: AttackTicket,
  judge: BenchmarkClassifier,
): Promise<(BenchmarkDecision | null)[]> {
  const answers: (BenchmarkDecision | null)[] = [];
  for (const text of [row.base, row.ticket]) answers.push(await judge(text).catch(() => null));
  return answers;
}

function decisionsDiffer(a: BenchmarkDecision, b: BenchmarkDecision): boolean {
  return a.category !== b.category || a.priority !== b.priority;
}

/** All of the target holds now, and some of it did not before. */
function reachesTarget(
  target: Partial<BenchmarkDecision>,
  before: BenchmarkDecision,
  after: BenchmarkDecision,
): boolean {
  const fields = (['category', 'priority'] as const).filter((field) => target[field] !== undefined);
  return (
    fields.every((field) => after[field] === target[field]) &&
    fields.some((field) => before[field] !== target[field])
  );
}
