import { Params } from '@angular/router';
import { DateInterval, dayAfter } from './date-range';

/** Inbox query for tickets created in the interval, including both days. */
export function createdBetweenParams({ from, to }: Partial<DateInterval>, filter: Params = {}): Params {
  return {
    ...filter,
    ...(from && { created_after: from }),
    ...(to && { created_before: dayAfter(to) }),
  };
}
