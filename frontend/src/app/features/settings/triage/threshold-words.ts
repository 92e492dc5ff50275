import { ConfidenceBand } from '../../../core/api-types';
import { language } from '../../../core/language';
import { count } from '../../../shared/total-words';
import { allOf, heldBack, PastCount, settled } from './threshold-counts';

/** What a threshold would have held back of the past: "would have held back 14 of 320 suggestions, …". */
export function applyInWords(past: readonly ConfidenceBand[], applyAt: number): string {
  const all = allOf(past);
  if (!all) return $localize`Nobody has decided about such a suggestion yet.`;
  const held = heldBack(past, applyAt);
  if (!held.n) return $localize`Would have held back none of ${count(all)}:all: suggestions.`;
  const n = roughly(held);
  return held.accepted === 1
    ? $localize`Would have held back ${n}:held: of ${count(all)}:all: suggestions, 1 of which was right.`
    : $localize`Would have held back ${n}:held: of ${count(all)}:all: suggestions, ${count(held.accepted)}:right: of which were right.`;
}

/** What a threshold would have settled of the past: "would have settled 120 by itself, …". */
export function settleInWords(past: readonly ConfidenceBand[], settleAt: number | null): string {
  if (settleAt === null) return $localize`Off: an agent decides about each.`;
  if (!allOf(past)) return $localize`Nobody has decided about such a suggestion yet.`;
  const by = settled(past, settleAt);
  const judged = by.n - by.unseen;
  const unseen = by.unseen
    ? ` ${$localize`${count(by.unseen)}:unseen: more were settled so, and seen by nobody.`}`
    : '';
  if (!judged) return $localize`Would have settled none that agents have decided about.` + unseen;
  const n = roughly({ ...by, n: judged });
  const share = (by.accepted / judged).toLocaleString(language(), {
    style: 'percent',
    maximumFractionDigits: 1,
  });
  return (
    $localize`Would have settled ${n}:settled: by itself, ${count(by.accepted)}:accepted: of which agents accepted (${share}:share:).` +
    unseen
  );
}

function roughly({ n, exact }: PastCount): string {
  return exact ? count(n) : $localize`about ${count(n)}:count:`;
}
