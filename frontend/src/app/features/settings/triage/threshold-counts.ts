import { ConfidenceBand } from '../../../core/api-types';

/** A count that a threshold within a band can only be told roughly of: the band's tickets are not told apart. */
export interface PastCount {
  total: number;
  /** Of them, those whose suggestion an agent took over. */
  accepted: number;
  /** Of them, those that a threshold settled and nobody has judged. */
  unreviewed: number;
  isExact: boolean;
}

/** Everything that became of suggestions of this category. */
export function totalDecisions(bands: readonly ConfidenceBand[]): number {
  return bands.reduce((sum, band) => sum + bandTotal(band), 0);
}

/** Those that a threshold would only have shown: less sure than `applyAt`. */
export function countBelow(bands: readonly ConfidenceBand[], applyAt: number): PastCount {
  return countWeighted(bands, (band) => shareBelow(band, applyAt));
}

/** Those that a threshold would have accepted by itself: as sure as `settleAt`, or surer. */
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

/** What share of a band lies below a confidence, as if its tickets were spread evenly. */
function shareBelow({ from, to }: ConfidenceBand, confidence: number): number {
  // Twentieths have no exact binary form: an edge is an edge all the same.
  const share = Math.round(((confidence - from) / (to - from)) * 1e6) / 1e6;
  return Math.min(1, Math.max(0, share));
}

function bandTotal({ accepted, overridden, self_settled }: ConfidenceBand): number {
  return accepted + overridden + self_settled;
}
