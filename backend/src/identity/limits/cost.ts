/** How much of one kind of work is done at once; what comes on top of it waits in a queue of bounded length. */
export interface CostLimits {
  /** Requests of one account at once in this process. */
  perAccount: number;
  /** Requests of all accounts at once in this process. */
  total: number;
  /** Requests of one account that wait for their turn. */
  waiting: number;
  waitMs: number;
}

/**
 * The kinds of work by what a request costs. The PostgreSQL pool has 20 connections; a list takes up to two of them, and
 * the slow kinds together leave room for the rest. The queues hold what six tabs of a console ask for when they load.
 */
export const COSTS = {
  /** Of no account, such as a sign-in: counted by address. */
  anonymous: { perAccount: 16, total: 64, waiting: 100, waitMs: 10_000 },
  ordinary: { perAccount: 8, total: 32, waiting: 100, waitMs: 10_000 },
  list: { perAccount: 4, total: 8, waiting: 100, waitMs: 10_000 },
  search: { perAccount: 2, total: 3, waiting: 30, waitMs: 20_000 },
  statistics: { perAccount: 2, total: 4, waiting: 60, waitMs: 10_000 },
  bulk: { perAccount: 1, total: 2, waiting: 10, waitMs: 20_000 },
  export: { perAccount: 2, total: 8, waiting: 4, waitMs: 10_000 },
  // A suggestion has a deadline of its own, so it does not wait long for its turn.
  model: { perAccount: 4, total: 12, waiting: 4, waitMs: 1000 },
} as const satisfies Record<string, CostLimits>;

export type Cost = keyof typeof COSTS;

/** The kind of a route's work, or of one that depends on the query; `uncounted` for health checks and event streams. */
export type RouteCost = Cost | 'uncounted' | ((query: Record<string, unknown>) => Cost);

/** What a request takes of its account's budget: a new ticket of a requester's, a call of a model of anyone's. */
export type RouteBudget = 'ticket' | 'model';
