import { describe, expect, it } from 'vitest';
import { compareAnswers, type TriageValues } from './replay.js';
import type { TeamDecision } from './team-decisions.repository.js';

const A: TriageValues = { category: 'billing', priority: 'high' };
const B: TriageValues = { category: 'billing', priority: 'low' };
const C: TriageValues = { category: 'account', priority: 'low' };

const decided = (values: TriageValues[]): TeamDecision[] =>
  values.map((value, at) => ({
    id: at + 1,
    title: `Ticket ${at + 1}`,
    description: '',
    author: null,
    decider: 1,
    ...value,
  }));

describe('replay', () => {
  it('counts correct answers and lists the changed tickets', () => {
    const replay = compareAnswers(decided([A, A, C, C]), [A, B, C, B], [B, A, C, C]);
    expect(replay).toMatchObject({
      decisions: 4,
      before: { right: 2, category: 3, priority: 3 },
      after: { right: 3, category: 4, priority: 3 },
      verdict: 'better',
    });
    expect(replay.gained).toEqual([
      { id: 2, title: 'Ticket 2', decided: A, before: B, after: A },
      { id: 4, title: 'Ticket 4', decided: C, before: B, after: C },
    ]);
    expect(replay.lost.map(({ id }) => id)).toEqual([1]);
  });

  it.each([
    ['worse', [A, A], [A, B]],
    ['same', [A, B], [B, A]],
    ['same', [], []],
  ] as const)('is %s by the number of tickets with both values right', (verdict, before, after) => {
    expect(compareAnswers(decided(before.map(() => A)), before, after).verdict).toBe(verdict);
  });
});
