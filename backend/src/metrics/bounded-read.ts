import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than a working engine takes, and shorter than the timeout of a scrape. */
const TIMEOUT_MS = 500;

/** Reads from an engine that may be unavailable: with a timeout, and without a second request while one is pending. */
export class BoundedRead<T> {
  private pending: Promise<T | undefined> | undefined;

  constructor(private readonly ask: () => Promise<T>) {}

  /** Undefined after the timeout or an error. */
  async read(): Promise<T | undefined> {
    this.pending ??= this.ask()
      .catch(() => undefined)
      .finally(() => (this.pending = undefined));
    const timeout = new AbortController();
    try {
      return await Promise.race([this.pending, sleep(TIMEOUT_MS, undefined, { signal: timeout.signal })]);
    } finally {
      timeout.abort();
    }
  }
}
