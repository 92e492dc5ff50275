import { language } from '../../../core/language';
import { Decisions } from '../../../core/stats-api';

export function rate({ accepted, overridden }: Decisions): number | null {
  const decided = accepted + overridden;
  return decided ? accepted / decided : null;
}

export function percent(share: number | null): string {
  if (share === null) return '–';
  return share.toLocaleString(language(), { style: 'percent', maximumFractionDigits: 0 });
}
