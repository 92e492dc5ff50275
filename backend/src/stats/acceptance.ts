/** The share of decisions that took the suggestion over, to two decimals; null before the first. */
export function acceptanceRate({
  accepted,
  overridden,
}: {
  accepted: number;
  overridden: number;
}): number | null {
  const decided = accepted + overridden;
  return decided > 0 ? Math.round((accepted / decided) * 100) / 100 : null;
}
