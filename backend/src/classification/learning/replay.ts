import { URGENT_PRIORITIES, type Category, type Priority } from '../../vocabulary/index.js';
import type { TeamDecision } from './team-decisions.repository.js';

export interface TriageValues {
  category: Category;
  priority: Priority;
}

/** A decided ticket for which the two answers differ. */
export interface ReplayedTicket {
  id: number;
  title: string;
  decided: TriageValues;
  before: TriageValues;
  after: TriageValues;
}

/** Comparison of two classifiers on tickets with a decision. */
export interface Replay {
  /** Number of decisions compared. */
  decisions: number;
  /** Correct answers: in both values, in the category, in the priority. */
  before: ReplayScoreCounts;
  after: ReplayScoreCounts;
  /** gained: wrong before and right after, in both values. lost: the opposite. */
  gained: ReplayedTicket[];
  lost: ReplayedTicket[];
  verdict: 'better' | 'same' | 'worse';
}

/** Difference between two classifiers' answers for the same tickets, regardless of decisions. */
export interface Impact {
  tickets: number;
  /** Another category or priority. */
  changed: number;
  /** Priority lowered from high or critical. */
  lowered: number;
}

export function impactOf(before: readonly TriageValues[], after: readonly TriageValues[]): Impact {
  const pairs = before.map((previous, at) => [previous, after[at]!] as const);
  return {
    tickets: pairs.length,
    changed: pairs.filter(([previous, next]) => !isRight(previous, next)).length,
    lowered: pairs.filter(([previous, next]) => isUrgent(previous) && !isUrgent(next)).length,
  };
}

function isUrgent({ priority }: TriageValues): boolean {
  return (URGENT_PRIORITIES as readonly Priority[]).includes(priority);
}

export interface ReplayScoreCounts {
  right: number;
  category: number;
  priority: number;
}

/** Compares answers, given in the order of the decisions. The verdict is by the number of tickets with both values right. */
export function compareAnswers(
  decisions: readonly TeamDecision[],
  before: readonly TriageValues[],
  after: readonly TriageValues[],
): Replay {
  const changed = decisions.map((decision, at) => ({
    ...decision,
    wasRight: isRight(decision, before[at]!),
    isRight: isRight(decision, after[at]!),
    ticket: {
      id: decision.id,
      title: decision.title,
      decided: { category: decision.category, priority: decision.priority },
      before: before[at]!,
      after: after[at]!,
    },
  }));
  const gained = changed.filter(({ wasRight, isRight }) => !wasRight && isRight).map(({ ticket }) => ticket);
  const lost = changed.filter(({ wasRight, isRight }) => wasRight && !isRight).map(({ ticket }) => ticket);
  return {
    decisions: decisions.length,
    before: score(decisions, before),
    after: score(decisions, after),
    gained,
    lost,
    verdict: gained.length === lost.length ? 'same' : gained.length > lost.length ? 'better' : 'worse',
  };
}

function score(decisions: readonly TeamDecision[], answers: readonly TriageValues[]): ReplayScoreCounts {
  const count = (matches: (decision: TeamDecision, answer: TriageValues) => boolean): number =>
    decisions.filter((decision, at) => matches(decision, answers[at]!)).length;
  return {
    right: count(isRight),
    category: count((decision, { category }) => decision.category === category),
    priority: count((decision, { priority }) => decision.priority === priority),
  };
}

function isRight(decision: TriageValues, answer: TriageValues): boolean {
  return decision.category === answer.category && decision.priority === answer.priority;
}
