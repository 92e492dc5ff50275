import { Random } from '../test/support/random.ts';
import type { Call } from './drive.ts';
import { OLD_TAG, TERMS } from './tickets.ts';

/** Parameters of the calls that depend on the database. */
export interface Place {
  size: number;
  /** Cursors to the middle, by sort, and to the last page but one. */
  middle: Record<'-created_at' | '-priority', string>;
  last: string;
  /** An agent with old tickets only. */
  agentWhoLeft: number;
}

export interface BenchedCall {
  name: string;
  next: (place: Place) => (i: number) => Call;
  /** Limits the number of calls, for expensive ones. */
  atMost?: number;
}

/** ISO date of that many days before now. */
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

const get =
  (path: string): (() => (i: number) => Call) =>
  () =>
  () => ({ method: 'GET', path: `/api${path}` });
const list = (query: string): (() => (i: number) => Call) => get(`/tickets?${query}`);
const search = (words: string): (() => (i: number) => Call) => list(`search=${encodeURIComponent(words)}`);

const any =
  (path: (id: number) => string) =>
  ({ size }: Place): ((i: number) => Call) => {
    const random = new Random(1);
    return () => ({ method: 'GET', path: `/api/tickets/${path(1 + random.below(size))}` });
  };

/** Random ids of tickets to change. */
const anyToWrite = ({ size }: Place): (() => number) => {
  const random = new Random(2);
  return () => 1 + random.below(size);
};

const TEXT = {
  title: 'The label printer prints every second line only',
  description:
    'Since the update this morning. A restart did not help, and the warehouse waits for its labels.',
};
export const CREATE_DECIDED = { ...TEXT, category: 'technical', priority: 'high' };

/** Every frequent call of the API and the console. */
export const CALLS: BenchedCall[] = [
  { name: 'a ticket by its id', next: any((id) => `${id}`) },
  { name: 'its history', next: any((id) => `${id}/history`) },
  { name: 'its messages', next: any((id) => `${id}/messages`) },
  { name: 'list: first page', next: list('') },
  { name: 'list: a page in the middle', next: ({ middle }) => list(`cursor=${middle['-created_at']}`)() },
  { name: 'list: the last page', next: ({ last }) => list(`cursor=${last}`)() },
  { name: 'list: the latest changed first', next: list('sort=-updated_at') },
  { name: 'list: the most urgent first', next: list('sort=-priority') },
  {
    name: 'list: the most urgent first, in the middle',
    next: ({ middle }) => list(`sort=-priority&cursor=${middle['-priority']}`)(),
  },
  { name: 'list: open', next: list('status=open') },
  { name: 'list: closed', next: list('status=closed') },
  { name: 'list: the common category', next: list('category=technical') },
  { name: 'list: open and critical', next: list('status=open&priority=critical') },
  { name: 'list: assigned to me, unresolved', next: list('assignee=me&status=open,in_progress') },
  { name: 'list: unassigned', next: list('assignee=none') },
  { name: 'list: pending decision', next: list('triage_state=suggested') },
  { name: 'list: a common tag', next: list('tag=tag0') },
  { name: 'list: a rare tag', next: list('tag=tag49') },
  { name: 'search: a word in a third of all', next: search(TERMS.common) },
  { name: 'search: a word in three', next: search(TERMS.rare) },
  { name: 'search: a word in none', next: search(TERMS.absent) },
  { name: 'search: a common and a rare word', next: search(`${TERMS.common} ${TERMS.rare}`) },
  {
    name: 'search: a rare word and a common beginning',
    next: search(`${TERMS.rare} ${TERMS.common.slice(0, 4)}`),
  },
  { name: 'search: the beginning of many words', next: search('host1') },
  { name: 'search: a phrase', next: search('"every second line"') },
  { name: 'search: the beginning of a common word', next: search(TERMS.common.slice(0, 4)) },
  { name: 'search: a common word among the open', next: list(`status=open&search=${TERMS.common}`) },
  // Matches outside the latest tickets.
  { name: 'list: no results (closed, unassigned)', next: list('status=closed&assignee=none') },
  {
    name: 'list: no results, the latest changed first',
    next: list('status=closed&triage_state=suggested&sort=-updated_at'),
  },
  { name: 'list: of a former agent', next: ({ agentWhoLeft }) => list(`assignee=${agentWhoLeft}`)() },
  {
    name: 'list: of a former agent, the latest changed first',
    next: ({ agentWhoLeft }) => list(`assignee=${agentWhoLeft}&priority=medium&sort=-updated_at`)(),
  },
  { name: 'list: an agent and a category', next: list('assignee=me&category=billing') },
  {
    name: 'list: the first month, the latest changed first',
    next: list(`created_before=${daysAgo(335)}&sort=-updated_at`),
  },
  { name: 'list: an old tag', next: list(`tag=${OLD_TAG}`) },
  { name: 'list: an old tag, the latest changed first', next: list(`tag=${OLD_TAG}&sort=-updated_at`) },
  { name: 'search: an old word', next: search(TERMS.old) },
  { name: 'search: an old word, the most urgent first', next: list(`search=${TERMS.old}&sort=-priority`) },
  {
    name: 'search: of a former agent',
    next: ({ agentWhoLeft }) => list(`assignee=${agentWhoLeft}&search=${TERMS.common}`)(),
  },
  {
    name: 'search: ten days a year ago, the latest changed first',
    next: list(
      `search=${TERMS.common}&created_after=${daysAgo(300)}&created_before=${daysAgo(290)}&sort=-updated_at`,
    ),
  },
  { name: 'search: a phrase of common words', next: search('"printer order"') },
  { name: 'search: exclusions only', next: search('-person') },
  { name: 'export: a word in three', next: get(`/tickets/export.csv?search=${TERMS.rare}`) },
  { name: 'statistics', next: get('/tickets/stats') },
  { name: 'report', next: get('/tickets/stats/report') },
  { name: 'queue', next: get('/tickets/stats/queue') },
  { name: 'board', next: get('/tickets/stats/board') },
  {
    name: 'create, to be triaged',
    next: () => () => ({ method: 'POST', path: '/api/tickets', body: TEXT }),
    atMost: 300,
  },
  {
    name: 'create, category and priority given',
    next: () => () => ({ method: 'POST', path: '/api/tickets', body: CREATE_DECIDED }),
    atMost: 300,
  },
  {
    name: 'patch',
    next: (place) => {
      const id = anyToWrite(place);
      return (i) => ({
        method: 'PATCH',
        path: `/api/tickets/${id()}`,
        body: { priority: i % 2 ? 'low' : 'critical' },
      });
    },
    atMost: 300,
  },
  {
    name: 'bulk: ten at once',
    next: (place) => {
      const id = anyToWrite(place);
      return (i) => {
        const from = Math.min(id(), place.size - 9);
        return {
          method: 'POST',
          path: '/api/tickets/bulk',
          body: { ids: Array.from({ length: 10 }, (_, n) => from + n), changes: { tags: [`bulk${i}`] } },
        };
      };
    },
    atMost: 100,
  },
  {
    name: 'a reply',
    next: (place) => {
      const id = anyToWrite(place);
      return () => ({
        method: 'POST',
        path: `/api/tickets/${id()}/messages`,
        body: { body: 'We are on it.', visibility: 'public' },
      });
    },
    atMost: 300,
  },
  {
    name: 'classify, by the bundled model',
    next: () => () => ({ method: 'POST', path: '/api/tickets/classify', body: TEXT }),
    atMost: 300,
  },
];
