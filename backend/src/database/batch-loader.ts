import type DataLoader from 'dataloader';

/**
 * DataLoader options for lookups of nearly every request: combines those of one event loop turn into one statement. Not
 * cached, so that each request sees current data.
 */
export const BATCH_LOADER_OPTIONS = {
  cache: false,
  batchScheduleFn: setImmediate,
} satisfies DataLoader.Options<unknown, unknown>;
