import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than an engine takes that is there, and shorter than a scrape has patience. */
const PATIENCE_MS = 500;

/** Asks an engine that may be away: nobody waits long for it, and it is not asked again while it owes an answer. */
export class BoundedReading<T> {
  private owed: Promise<T | undefined> | undefined;

  constructor(private readonly ask: () => Promise<T>) {}

  /** Undefined where the answer does not come in time. */
  async read(): Promise<T | undefined> {
    this.owed ??= this.ask()
      .catch(() => undefined)
      .finally(() => (this.owed = undefined));
    const patience = new AbortController();
    try {
      return await Promise.race([this.owed, sleep(PATIENCE_MS, undefined, { signal: patience.signal })]);
    } finally {
      patience.abort();
    }
  }
}
