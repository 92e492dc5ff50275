import { setInterval } from 'node:timers/promises';
import { Logger } from '@nestjs/common';

/** Runs a task repeatedly, never concurrently. Errors are logged and do not end the repetition. */
export class PeriodicTask {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(name: string, seconds: number, task: () => Promise<unknown>) {
    this.running = this.run(new Logger(name), seconds, task);
  }

  /** Stops the repetition and waits for the current run. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(logger: Logger, seconds: number, task: () => Promise<unknown>): Promise<void> {
    try {
      for await (const _ of setInterval(seconds * 1000, undefined, { signal: this.stopping.signal })) {
        await task().catch((error: unknown) =>
          logger.warn({ err: error }, 'A scheduled run failed. It will be retried'),
        );
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) throw error;
    }
  }
}
