import { ConfidenceBand } from '../../../core/api-types';
import { currentLanguage } from '../../../core/language';
import { formatCount } from '../../../shared/number-format';
import { totalDecisions, countBelow, PastCount, countAutoAccepted } from './threshold-counts';

/** Effect of the auto-fill threshold on past suggestions. */
export function describeApply(bands: readonly ConfidenceBand[], applyAt: number): string {
  const all = totalDecisions(bands);
  if (!all) return $localize`No reviewed suggestions yet.`;
  const held = countBelow(bands, applyAt);
  if (!held.total) return $localize`Would have applied all ${formatCount(all)}:all: past suggestions.`;
  const n = formatPastCount(held);
  return held.accepted === 1
    ? $localize`Would not have applied ${n}:held: of ${formatCount(all)}:all: past suggestions (1 was correct).`
    : $localize`Would not have applied ${n}:held: of ${formatCount(all)}:all: past suggestions (${formatCount(held.accepted)}:right: were correct).`;
}

/** Effect of the auto-accept threshold on past suggestions. */
export function describeSettle(bands: readonly ConfidenceBand[], settleAt: number | null): string {
  if (settleAt === null) return $localize`Off. Agents review every suggestion.`;
  if (!totalDecisions(bands)) return $localize`No reviewed suggestions yet.`;
  const autoAccepted = countAutoAccepted(bands, settleAt);
  const reviewed = autoAccepted.total - autoAccepted.unreviewed;
  const unreviewed = autoAccepted.unreviewed
    ? ` ${$localize`${formatCount(autoAccepted.unreviewed)}:unseen: more were auto-accepted without review.`}`
    : '';
  if (!reviewed)
    return $localize`Would have auto-accepted none of the suggestions agents have reviewed.` + unreviewed;
  const n = formatPastCount({ ...autoAccepted, total: reviewed });
  const share = (autoAccepted.accepted / reviewed).toLocaleString(currentLanguage(), {
    style: 'percent',
    maximumFractionDigits: 1,
  });
  return (
    $localize`Would have auto-accepted ${n}:autoAccepted:. Agents accepted ${formatCount(autoAccepted.accepted)}:accepted: of these (${share}:share:).` +
    unreviewed
  );
}

function formatPastCount({ total, isExact }: PastCount): string {
  return isExact ? formatCount(total) : $localize`about ${formatCount(total)}:count:`;
}
