import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Stats } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { QueueBucket, StatsApi, StatsReport } from '../../core/stats-api';
import { TicketsApi } from '../../core/tickets-api';
import { toInterval, DateRange } from './date-range';

/** Minimum time between refreshes during bursts of events, in milliseconds. */
const REFRESH_INTERVAL_MS = 2_000;

export interface DashboardFigures {
  stats: Stats;
  report: StatsReport;
  queue: QueueBucket[];
  loadedAt: number;
}

/** Figures of the dashboard. The last loaded figures stay visible until newer ones are loaded. */
@Injectable()
export class DashboardStore {
  private readonly tickets = inject(TicketsApi);
  private readonly api = inject(StatsApi);
  private range: DateRange = { days: 30 };
  private filter: { team?: number[] } = {};
  private requestId = 0;
  private lastRequestAt = 0;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  readonly figures = signal<DashboardFigures | null>(null);
  readonly problem = signal<ApiProblem | null>(null);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.refreshTimer));
  }

  show(range: DateRange, team: number | null): void {
    this.range = range;
    this.filter = team === null ? {} : { team: [team] };
    void this.load();
  }
  /** Schedules a single refresh for all calls within the interval. */
  scheduleRefresh(): void {
    this.refreshTimer ??= setTimeout(
      () => void this.load(),
      this.lastRequestAt + REFRESH_INTERVAL_MS - Date.now(),
    );
  }
  async load(): Promise<void> {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = undefined;
    this.lastRequestAt = Date.now();
    const requestId = ++this.requestId;
    try {
      const [stats, report, queue] = await Promise.all([
        this.tickets.getStats(this.filter),
        this.api.getReport({ ...toInterval(this.range, this.lastRequestAt), ...this.filter }),
        this.api.getQueue(this.filter),
      ]);
      if (requestId !== this.requestId) return;
      this.figures.set({ stats, report, queue, loadedAt: Date.now() });
      this.problem.set(null);
    } catch (error) {
      if (requestId === this.requestId) this.problem.set(toApiProblem(error));
    }
  }
}
