import { Params } from '@angular/router';
import { DateInterval, dayAfter } from './date-range';

/** The inbox's address for the tickets filed on these days: from the first moment of the one to the end of the other. */
export function createdBetweenParams({ from, to }: Partial<DateInterval>, filter: Params = {}): Params {
  return {
    ...filter,
    ...(from && { created_after: from }),
    ...(to && { created_before: dayAfter(to) }),
  };
}
