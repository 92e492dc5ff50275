import { TicketPage } from '../core/api-types';
import { language } from '../core/language';

const grouped = new Intl.NumberFormat(language());

export function count(value: number): string {
  return grouped.format(value);
}

/** "1,234", or "10,000+" where counting stopped at its cap. */
export function totalInWords(total: TicketPage['total']): string {
  const value = count(total.value);
  return total.relation === 'gte' ? $localize`${value}:count:+` : value;
}
