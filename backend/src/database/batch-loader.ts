import type DataLoader from 'dataloader';

/**
 * For what nearly every request asks: those that came in one turn of the event loop ask PostgreSQL together. Nothing is
 * remembered, so each gets what is there after it came.
 */
export const BATCH_LOADER_OPTIONS = {
  cache: false,
  batchScheduleFn: setImmediate,
} satisfies DataLoader.Options<unknown, unknown>;
