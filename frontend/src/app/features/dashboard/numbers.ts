import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Stats } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { QueueBucket, StatsApi, StatsReport } from '../../core/stats-api';
import { TicketsApi } from '../../core/tickets-api';
import { datesOf, Range } from './range';

/** While tickets come in by the dozen, once in so long is enough. */
const READ_EVERY_MS = 2_000;

export interface Numbers {
  stats: Stats;
  report: StatsReport;
  queue: QueueBucket[];
  readAt: number;
}

/** What the dashboard shows: the last numbers that could be read stay until newer ones are there. */
@Injectable()
export class DashboardNumbers {
  private readonly tickets = inject(TicketsApi);
  private readonly api = inject(StatsApi);
  private range: Range = { days: 30 };
  private asked = 0;
  private lastAsked = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  readonly shown = signal<Numbers | null>(null);
  readonly problem = signal<Problem | null>(null);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.waiting));
  }

  show(range: Range): void {
    this.range = range;
    void this.read();
  }
  /** Soon, and once for all that ask meanwhile. */
  refresh(): void {
    this.waiting ??= setTimeout(() => void this.read(), this.lastAsked + READ_EVERY_MS - Date.now());
  }
  async read(): Promise<void> {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.lastAsked = Date.now();
    const question = ++this.asked;
    try {
      const [stats, report, queue] = await Promise.all([
        this.tickets.stats(),
        this.api.report(datesOf(this.range, this.lastAsked)),
        this.api.queue(),
      ]);
      if (question !== this.asked) return;
      this.shown.set({ stats, report, queue, readAt: Date.now() });
      this.problem.set(null);
    } catch (error) {
      if (question === this.asked) this.problem.set(toProblem(error));
    }
  }
}
