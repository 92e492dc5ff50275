import { currentLanguage } from '../../../core/language';
import { Decisions } from '../../../core/stats-api';

export function acceptanceRate({ accepted, overridden }: Decisions): number | null {
  const decided = accepted + overridden;
  return decided ? accepted / decided : null;
}

export function formatPercent(share: number | null): string {
  if (share === null) return '–';
  return share.toLocaleString(currentLanguage(), { style: 'percent', maximumFractionDigits: 0 });
}
