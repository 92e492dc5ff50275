import { ConfidenceBand } from '../../../core/api-types';
import { language } from '../../../core/language';
import { count } from '../../../shared/total-words';
import { allOf, heldBack, PastCount, settled } from './threshold-counts';

/** What a threshold would have held back of the past: "would have held back 14 of 320 suggestions, …". */
export function applyInWords(past: readonly ConfidenceBand[], applyAt: number): string {
  const all = allOf(past);
  if (!all) return $localize`No reviewed suggestions yet.`;
  const held = heldBack(past, applyAt);
  if (!held.n) return $localize`Would have applied all ${count(all)}:all: past suggestions.`;
  const n = roughly(held);
  return held.accepted === 1
    ? $localize`Would not have applied ${n}:held: of ${count(all)}:all: past suggestions (1 was correct).`
    : $localize`Would not have applied ${n}:held: of ${count(all)}:all: past suggestions (${count(held.accepted)}:right: were correct).`;
}

/** What a threshold would have settled of the past: "would have settled 120 by itself, …". */
export function settleInWords(past: readonly ConfidenceBand[], settleAt: number | null): string {
  if (settleAt === null) return $localize`Off. Agents review every suggestion.`;
  if (!allOf(past)) return $localize`No reviewed suggestions yet.`;
  const by = settled(past, settleAt);
  const judged = by.n - by.unseen;
  const unseen = by.unseen
    ? ` ${$localize`${count(by.unseen)}:unseen: more were auto-accepted without review.`}`
    : '';
  if (!judged)
    return $localize`Would have auto-accepted none of the suggestions agents have reviewed.` + unseen;
  const n = roughly({ ...by, n: judged });
  const share = (by.accepted / judged).toLocaleString(language(), {
    style: 'percent',
    maximumFractionDigits: 1,
  });
  return (
    $localize`Would have auto-accepted ${n}:settled:. Agents accepted ${count(by.accepted)}:accepted: of these (${share}:share:).` +
    unseen
  );
}

function roughly({ n, exact }: PastCount): string {
  return exact ? count(n) : $localize`about ${count(n)}:count:`;
}
