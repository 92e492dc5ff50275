import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than an engine takes that is there, and shorter than a scrape has patience. */
const TIMEOUT_MS = 500;

/** Asks an engine that may be away: nobody waits long for it, and it is not asked again while it owes an answer. */
export class BoundedRead<T> {
  private pending: Promise<T | undefined> | undefined;

  constructor(private readonly ask: () => Promise<T>) {}

  /** Undefined where the answer does not come in time. */
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
