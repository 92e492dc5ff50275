/** Concurrency limits of a cost class. Requests above the limits wait in a bounded queue. */
export interface CostLimits {
  /** Concurrent requests of one account in this process. */
  perAccount: number;
  /** Concurrent requests of all accounts in this process. */
  total: number;
  /** Queued requests of one account. */
  waiting: number;
  waitMs: number;
}

/**
 * Cost classes of requests. The PostgreSQL pool has 20 connections: a list takes up to two of them, and the slow
 * classes together leave some free. The queues hold the requests of six console tabs loading at once.
 */
export const COSTS = {
  /** Unauthenticated requests such as a sign-in, counted by address. */
  anonymous: { perAccount: 16, total: 64, waiting: 100, waitMs: 10_000 },
  ordinary: { perAccount: 8, total: 32, waiting: 100, waitMs: 10_000 },
  list: { perAccount: 4, total: 8, waiting: 100, waitMs: 10_000 },
  search: { perAccount: 2, total: 3, waiting: 30, waitMs: 20_000 },
  statistics: { perAccount: 2, total: 4, waiting: 60, waitMs: 10_000 },
  bulk: { perAccount: 1, total: 2, waiting: 10, waitMs: 20_000 },
  export: { perAccount: 2, total: 8, waiting: 4, waitMs: 10_000 },
  // Held while a file is received or sent, which takes as long as the client's connection is slow. The database is used
  // only briefly for each chunk.
  upload: { perAccount: 8, total: 64, waiting: 100, waitMs: 60_000 },
  download: { perAccount: 16, total: 128, waiting: 200, waitMs: 60_000 },
  // A suggestion has its own deadline, so it waits only briefly for a slot.
  model: { perAccount: 4, total: 12, waiting: 4, waitMs: 1000 },
} as const satisfies Record<string, CostLimits>;

export type Cost = keyof typeof COSTS;

/** Cost class of a route, or a function of its query; `uncounted` for health checks and event streams. */
export type RouteCost = Cost | 'uncounted' | ((query: Record<string, unknown>) => Cost);

/** The budget that a request counts against: new tickets (requesters only) or model calls (all roles). */
export type RouteBudget = 'ticket' | 'model';
