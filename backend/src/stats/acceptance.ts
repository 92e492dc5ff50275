import type { Decision } from '../vocabulary/index.js';
/** The share of decisions that took the suggestion over, to two decimals; null before the first. */
export function acceptanceRate({ accepted, overridden }: Record<Decision, number>): number | null {
  const decided = accepted + overridden;
  return decided > 0 ? Math.round((accepted / decided) * 100) / 100 : null;
}
