import type { Decision } from '../vocabulary/index.js';
/** Share of decisions that accepted the suggestion, rounded to two decimals; null without decisions. */
export function acceptanceRate({ accepted, overridden }: Record<Decision, number>): number | null {
  const decided = accepted + overridden;
  return decided > 0 ? Math.round((accepted / decided) * 100) / 100 : null;
}
