import { TicketPage } from '../core/api-types';
import { currentLanguage } from '../core/language';

const numberFormat = new Intl.NumberFormat(currentLanguage());

export function formatCount(value: number): string {
  return numberFormat.format(value);
}

/** "1,234", or "10,000+" if counting stopped at its limit. */
export function formatTotal(total: TicketPage['total']): string {
  const value = formatCount(total.value);
  return total.relation === 'gte' ? $localize`${value}:count:+` : value;
}
