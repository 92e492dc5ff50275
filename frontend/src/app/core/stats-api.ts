import { inject, Injectable } from '@angular/core';
import { Api } from '../api/api';
import { statsBoard } from '../api/fn/tickets/stats-board';
import { statsQueue } from '../api/fn/tickets/stats-queue';
import { statsReport } from '../api/fn/tickets/stats-report';
import type { BoardLane, BoardLanes, QueueBucket, Report as StatsReport } from '../api/models';

export type { BoardLane, Decisions, QueueBucket, Report as StatsReport, ReportDay } from '../api/models';

/** Number of tickets for one pair of suggested and final value. */
export interface ConfusionCell<Value extends string> {
  suggested: Value;
  chosen: Value;
  n: number;
}

/** API client for dashboard reports and board counts. */
@Injectable({ providedIn: 'root' })
export class StatsApi {
  private readonly api = inject(Api);

  getReport(range: { from: string; to: string; team?: number[] }): Promise<StatsReport> {
    return this.api.invoke(statsReport, range);
  }
  async getQueue(filter: { team?: number[] } = {}): Promise<QueueBucket[]> {
    return (await this.api.invoke(statsQueue, filter)).buckets;
  }
  async getBoard(lanes: BoardLanes): Promise<BoardLane[]> {
    return (await this.api.invoke(statsBoard, { lanes })).lanes;
  }
}
