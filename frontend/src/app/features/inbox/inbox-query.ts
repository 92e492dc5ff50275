import { TicketListQuery, TicketSort } from '../../core/api-types';
import { searchText } from '../../shared/search-text';
import { categories, priorities, sorts, statuses, triageStates } from '../../shared/ticket-terms';

/** The address is the truth of what the inbox shows, so that back, forward and a shared link work. */
export type InboxParams = Record<string, string | null>;

export const DEFAULT_SORT: TicketSort = '-created_at';

export function queryFromParams(param: (name: string) => string | null): TicketListQuery {
  const query: TicketListQuery = {};
  const several = <T extends string>(name: string, known?: readonly T[]): T[] | undefined => {
    const values = (param(name) ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each): each is T => each !== '' && (!known || known.includes(each as T)));
    return values.length ? [...new Set(values)] : undefined;
  };
  query.status = several('status', statuses);
  query.priority = several('priority', priorities);
  query.category = several('category', categories);
  query.triage_state = several('triage_state', triageStates);
  query.assignee = several('assignee')?.filter((each) => /^(me|none|\d+)$/.test(each));
  if (param('unread') === 'true') query.unread = true;
  query.tag = several('tag');
  query.created_after = instant(param('created_after'));
  query.created_before = instant(param('created_before'));
  query.search = searchText(param('search') ?? '') || undefined;
  const sort = param('sort') as TicketSort | null;
  query.sort = sort && sorts.includes(sort) ? sort : DEFAULT_SORT;
  return query;
}

/** A date, or a time with its zone, as the api takes them. */
function instant(value: string | null): string | undefined {
  const isOne = value && /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:\d{2}))?$/.test(value);
  return isOne && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** For the router: what is not asked for is null, so that merging takes it out of the address. */
export function paramsFromQuery(query: TicketListQuery): InboxParams {
  const joined = (values?: readonly string[]) => (values?.length ? values.join(',') : null);
  return {
    status: joined(query.status),
    priority: joined(query.priority),
    category: joined(query.category),
    triage_state: joined(query.triage_state),
    assignee: joined(query.assignee),
    unread: query.unread ? 'true' : null,
    tag: joined(query.tag),
    created_after: query.created_after || null,
    created_before: query.created_before || null,
    search: query.search || null,
    sort: query.sort && query.sort !== DEFAULT_SORT ? query.sort : null,
  };
}

export function exportLink(query: TicketListQuery): string {
  const params = Object.entries(paramsFromQuery(query)).filter(
    (each): each is [string, string] => each[1] !== null,
  );
  const text = new URLSearchParams(params).toString();
  return '/api/tickets/export.csv' + (text ? `?${text}` : '');
}

export function filterCount(query: TicketListQuery): number {
  const { sort, created_before, ...filters } = paramsFromQuery(query);
  // Both ends of a time are one filter.
  filters['created_after'] ??= created_before ?? null;
  return Object.values(filters).filter((each) => each !== null).length;
}

/** Whether the two show the same tickets in the same order. */
export function sameQuery(one: TicketListQuery, other: TicketListQuery): boolean {
  const sorted = (query: TicketListQuery) =>
    JSON.stringify(
      Object.values(paramsFromQuery(query)).map((each) => each?.split(',').toSorted().join(',') ?? null),
    );
  return sorted(one) === sorted(other);
}

/** What a view keeps: what is asked for, without when. */
export function savedQueryOf({ created_after, created_before, ...query }: TicketListQuery): TicketListQuery {
  return Object.fromEntries(Object.entries(query).filter((each) => each[1] !== undefined));
}
