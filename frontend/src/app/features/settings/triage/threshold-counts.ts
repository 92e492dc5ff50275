import { ConfidenceBand } from '../../../core/api-types';

/** A count that a threshold within a band can only be told roughly of: the band's tickets are not told apart. */
export interface PastCount {
  n: number;
  /** Of them, those whose suggestion an agent took over. */
  accepted: number;
  /** Of them, those that a threshold settled and nobody has judged. */
  unseen: number;
  exact: boolean;
}

/** Everything that became of suggestions of this category. */
export function allOf(past: readonly ConfidenceBand[]): number {
  return past.reduce((sum, each) => sum + total(each), 0);
}

/** Those that a threshold would only have shown: less sure than `applyAt`. */
export function heldBack(past: readonly ConfidenceBand[], applyAt: number): PastCount {
  return counted(past, (band) => shareBelow(band, applyAt));
}

/** Those that a threshold would have accepted by itself: as sure as `settleAt`, or surer. */
export function settled(past: readonly ConfidenceBand[], settleAt: number): PastCount {
  return counted(past, (band) => 1 - shareBelow(band, settleAt));
}

function counted(past: readonly ConfidenceBand[], shareOf: (band: ConfidenceBand) => number): PastCount {
  let [decided, accepted, unseen, exact] = [0, 0, 0, true];
  for (const band of past) {
    const share = shareOf(band);
    accepted += share * band.accepted;
    unseen += share * band.self_settled;
    decided += share * (band.accepted + band.overridden);
    if (share > 0 && share < 1 && total(band) > 0) exact = false;
  }
  return {
    n: Math.round(decided) + Math.round(unseen),
    accepted: Math.round(accepted),
    unseen: Math.round(unseen),
    exact,
  };
}

/** What share of a band lies below a confidence, as if its tickets were spread evenly. */
function shareBelow({ from, to }: ConfidenceBand, at: number): number {
  // Twentieths have no exact binary form: an edge is an edge all the same.
  const share = Math.round(((at - from) / (to - from)) * 1e6) / 1e6;
  return Math.min(1, Math.max(0, share));
}

function total({ accepted, overridden, self_settled }: ConfidenceBand): number {
  return accepted + overridden + self_settled;
}
