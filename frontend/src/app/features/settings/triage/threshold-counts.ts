import { ConfidenceBand } from '../../../core/api-types';

/**
 * Number of past decisions; estimated if the threshold is inside a band, because a band has only
 * totals.
 */
export interface PastCount {
  total: number;
  /** Decisions in which an agent accepted the suggestion. */
  accepted: number;
  /** Suggestions that a threshold accepted and no agent has reviewed. */
  unreviewed: number;
  isExact: boolean;
}

/** Number of past decisions of a category. */
export function totalDecisions(bands: readonly ConfidenceBand[]): number {
  return bands.reduce((sum, band) => sum + bandTotal(band), 0);
}

/** Decisions with a confidence below `applyAt`, which would not have been applied. */
export function countBelow(bands: readonly ConfidenceBand[], applyAt: number): PastCount {
  return countWeighted(bands, (band) => shareBelow(band, applyAt));
}

/** Decisions with a confidence of at least `settleAt`, which would have been auto-accepted. */
export function countAutoAccepted(bands: readonly ConfidenceBand[], settleAt: number): PastCount {
  return countWeighted(bands, (band) => 1 - shareBelow(band, settleAt));
}

function countWeighted(
  bands: readonly ConfidenceBand[],
  shareOf: (band: ConfidenceBand) => number,
): PastCount {
  let [decided, accepted, unreviewed, isExact] = [0, 0, 0, true];
  for (const band of bands) {
    const share = shareOf(band);
    accepted += share * band.accepted;
    unreviewed += share * band.self_settled;
    decided += share * (band.accepted + band.overridden);
    if (share > 0 && share < 1 && bandTotal(band) > 0) isExact = false;
  }
  return {
    total: Math.round(decided) + Math.round(unreviewed),
    accepted: Math.round(accepted),
    unreviewed: Math.round(unreviewed),
    isExact,
  };
}

/** Fraction of the band below the confidence, assuming an even distribution. */
function shareBelow({ from, to }: ConfidenceBand, confidence: number): number {
  // Rounded, because multiples of 0.05 are not exact in binary.
  const share = Math.round(((confidence - from) / (to - from)) * 1e6) / 1e6;
  return Math.min(1, Math.max(0, share));
}

function bandTotal({ accepted, overridden, self_settled }: ConfidenceBand): number {
  return accepted + overridden + self_settled;
}
