import { TicketListQuery, TicketSort } from '../../core/api-types';
import { toSearchQuery } from '../../shared/search-query';
import { categories, isResolved, priorities, sorts, statuses, triageStates } from '../../core/ticket-labels';

/**
 * Query parameters of the inbox. The URL is the source of truth, so that history navigation and
 * shared links work.
 */
export type InboxParams = Record<string, string | null>;

export const DEFAULT_SORT: TicketSort = '-created_at';

export function parseInboxQuery(param: (name: string) => string | null): TicketListQuery {
  const query: TicketListQuery = {};
  const parseList = <T extends string>(name: string, known?: readonly T[]): T[] | undefined => {
    const values = (param(name) ?? '')
      .split(',')
      .map((value) => value.trim())
      .filter((value): value is T => value !== '' && (!known || known.includes(value as T)));
    return values.length ? [...new Set(values)] : undefined;
  };
  query.status = parseList('status', statuses);
  query.priority = parseList('priority', priorities);
  query.category = parseList('category', categories);
  query.topic = parseList('topic')?.filter((value) => /^(none|[1-9]\d*)$/.test(value));
  query.triage_state = parseList('triage_state', triageStates);
  query.assignee = parseList('assignee')?.filter((value) => /^(me|none|\d+)$/.test(value));
  const parseIds = (name: string): number[] | undefined =>
    parseList(name)
      ?.filter((value) => /^[1-9]\d{0,8}$/.test(value))
      .map(Number);
  query.team = parseIds('team');
  query.organization = parseIds('organization');
  query.requester = parseIds('requester');
  if (param('unread') === 'true') query.unread = true;
  if (param('snoozed') === 'true') query.snoozed = true;
  query.tag = parseList('tag');
  query.created_after = parseInstant(param('created_after'));
  query.created_before = parseInstant(param('created_before'));
  query.search = toSearchQuery(param('search') ?? '') || undefined;
  const sort = param('sort') as TicketSort | null;
  query.sort = sort && sorts.includes(sort) ? sort : DEFAULT_SORT;
  return query;
}

/** Accepts a date, or a time with a zone, like the API. */
function parseInstant(value: string | null): string | undefined {
  const isInstant = value && /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:\d{2}))?$/.test(value);
  return isInstant && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** Unset filters are null, which removes them from the URL when merging. */
export function toInboxParams(query: TicketListQuery): InboxParams {
  const join = (values?: readonly (string | number)[]) => (values?.length ? values.join(',') : null);
  return {
    status: join(query.status),
    priority: join(query.priority),
    category: join(query.category),
    topic: join(query.topic),
    triage_state: join(query.triage_state),
    assignee: join(query.assignee),
    team: join(query.team),
    organization: join(query.organization),
    requester: join(query.requester),
    unread: query.unread ? 'true' : null,
    snoozed: query.snoozed ? 'true' : null,
    tag: join(query.tag),
    created_after: query.created_after || null,
    created_before: query.created_before || null,
    search: query.search || null,
    sort: query.sort && query.sort !== DEFAULT_SORT ? query.sort : null,
  };
}

/** Parameters of a link to the inbox, which without any shows the default view. */
export function toInboxUrl(query: TicketListQuery): InboxParams {
  const params = toInboxParams(query);
  const isBare = Object.values(params).every((value) => value === null);
  return { ...params, all: isBare ? 'true' : null };
}

/**
 * The default view: unresolved tickets that are the agent's or unassigned, by last activity. Of their teams only, if
 * there are others; a team without members is everyone's.
 */
export function toOwnQuery(
  agentId: number,
  teams: readonly { id: number; members: readonly { id: number }[] }[],
): TicketListQuery {
  const own = teams.filter(({ members }) => !members.length || members.some(({ id }) => id === agentId));
  return {
    status: statuses.filter((status) => !isResolved(status)),
    assignee: ['me', 'none'],
    ...(own.length > 0 && own.length < teams.length && { team: own.map(({ id }) => id) }),
    sort: '-updated_at',
  };
}

/** The query to request: a list hides snoozed tickets, but a search finds them. */
export function toListQuery(query: TicketListQuery): TicketListQuery {
  return hidesSnoozed(query) ? { ...query, snoozed: false } : query;
}

export function hidesSnoozed({ snoozed, search }: TicketListQuery): boolean {
  return !snoozed && !search;
}

export function exportUrl(query: TicketListQuery): string {
  const { snoozed } = toListQuery(query);
  const params = Object.entries({
    ...toInboxParams(query),
    snoozed: snoozed === undefined ? null : String(snoozed),
  }).filter((entry): entry is [string, string] => entry[1] !== null);
  const text = new URLSearchParams(params).toString();
  return '/api/tickets/export.csv' + (text ? `?${text}` : '');
}

export function filterCount(query: TicketListQuery): number {
  const { sort, created_before, ...filters } = toInboxParams(query);
  // Both ends of a time range count as one filter.
  filters['created_after'] ??= created_before ?? null;
  return Object.values(filters).filter((value) => value !== null).length;
}

/** Whether the queries return the same tickets in the same order. */
export function isSameQuery(a: TicketListQuery, b: TicketListQuery): boolean {
  const sorted = (query: TicketListQuery) =>
    JSON.stringify(
      Object.values(toInboxParams(query)).map((value) => value?.split(',').toSorted().join(',') ?? null),
    );
  return sorted(a) === sorted(b);
}

/** Query stored in a view, without the time range. */
export function toSavedQuery({ created_after, created_before, ...query }: TicketListQuery): TicketListQuery {
  return Object.fromEntries(Object.entries(query).filter((entry) => entry[1] !== undefined));
}
