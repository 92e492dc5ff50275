import { Params } from '@angular/router';
import { DateInterval, dayAfter } from './date-range';

/** Limits the links of a figure or tile to the team whose tickets are counted. */
export function ofTeam(link: Params | undefined, team: number | null): Params | undefined {
  return link && team !== null ? { ...link, team } : link;
}

/** Inbox query for tickets created in the interval, including both days. */
export function createdBetweenParams({ from, to }: Partial<DateInterval>, filter: Params = {}): Params {
  return {
    ...filter,
    ...(from && { created_after: from }),
    ...(to && { created_before: dayAfter(to) }),
  };
}
