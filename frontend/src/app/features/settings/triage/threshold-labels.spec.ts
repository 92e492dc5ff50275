import { ConfidenceBand } from '../../../core/api-types';
import { describeApply, describeSettle } from './threshold-labels';

/** Bands of 0.05 from 0, as returned by the service, with counts for some of them. */
function past(
  counts: Record<number, [accepted: number, overridden: number, unseen?: number]>,
): ConfidenceBand[] {
  return Array.from({ length: 20 }, (_, index) => {
    const [accepted, overridden, self_settled = 0] = counts[index] ?? [0, 0];
    return { from: index / 20, to: (index + 1) / 20, accepted, overridden, self_settled };
  });
}

describe('threshold labels', () => {
  it('describe which past suggestions would not have been applied, and how many were correct', () => {
    const bands = past({ 3: [2, 5], 5: [3, 4], 6: [100, 20], 19: [180, 6] });
    expect(describeApply(bands, 0.3)).toBe(
      'Would not have applied 14 of 320 past suggestions (5 were correct).',
    );
    expect(describeApply(bands, 0.15)).toBe('Would have applied all 320 past suggestions.');
    expect(describeApply(bands, 0)).toBe('Would have applied all 320 past suggestions.');
  });
  it('describe which past suggestions would have been auto-accepted, and how many agents accepted', () => {
    const bands = past({ 2: [1, 9], 17: [20, 1], 18: [40, 1], 19: [77, 2] });
    expect(describeSettle(bands, 0.9)).toBe(
      'Would have auto-accepted 120. Agents accepted 117 of these (97.5%).',
    );
    expect(describeSettle(bands, null)).toBe('Off. Agents review every suggestion.');
  });
  it('do not count unreviewed suggestions as correct', () => {
    expect(describeSettle(past({ 19: [9, 1, 30] }), 0.95)).toBe(
      'Would have auto-accepted 10. Agents accepted 9 of these (90%). 30 more were auto-accepted without review.',
    );
    expect(describeSettle(past({ 19: [0, 0, 30] }), 0.95)).toContain(
      'none of the suggestions agents have reviewed',
    );
  });
  it('are exact at band boundaries and marked as approximate otherwise', () => {
    for (let at = 1; at <= 20; at++)
      expect(describeApply(past({ [at - 1]: [1, 1] }), Math.round(at * 5) / 100)).toBe(
        'Would not have applied 2 of 2 past suggestions (1 was correct).',
      );
    expect(describeApply(past({ 19: [80, 20] }), 0.98)).toBe(
      'Would not have applied about 60 of 100 past suggestions (48 were correct).',
    );
  });
  it('describe an empty history', () => {
    expect(describeApply(past({}), 0.5)).toBe('No reviewed suggestions yet.');
    expect(describeSettle(past({}), 0.5)).toBe('No reviewed suggestions yet.');
  });
});
