import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Stats, TicketCategory, TicketPriority, TicketStatus, TriageSource } from './api-types';

export interface Decisions {
  accepted: number;
  overridden: number;
}
export interface DecisionsRated extends Decisions {
  acceptance_rate: number | null;
}
export interface Confusion<Value> {
  suggested: Value;
  chosen: Value;
  n: number;
}
export interface ReportDay {
  date: string;
  created: number;
  resolved: number;
  p50_seconds: number | null;
  p90_seconds: number | null;
  decisions: { by_source: Record<TriageSource, Decisions>; by_category: Record<TicketCategory, Decisions> };
}
export interface StatsReport {
  from: string;
  to: string;
  created: number;
  resolved: number;
  priority_breakdown: Record<TicketPriority, number>;
  category_breakdown: Record<TicketCategory, number>;
  resolution: Stats['resolution'];
  daily: ReportDay[];
  triage: {
    by_source: Record<TriageSource, DecisionsRated>;
    by_category: Record<TicketCategory, DecisionsRated>;
    category_confusion: Confusion<TicketCategory>[];
    priority_confusion: Confusion<TicketPriority>[];
  };
}
export interface QueueBucket {
  name: 'today' | 'yesterday' | 'week' | 'month' | 'older';
  created_from: string | null;
  created_to: string | null;
  open: number;
  in_progress: number;
  by_priority: Record<TicketPriority, number>;
}
export interface BoardLane {
  key: string;
  assignee: { id: number; name: string } | null;
  counts: Record<TicketStatus, number>;
}

/** What the counters say beyond the plain statistics: for the dashboard and the board. */
@Injectable({ providedIn: 'root' })
export class StatsApi {
  private readonly http = inject(HttpClient);

  report(range: { from: string; to: string }): Promise<StatsReport> {
    return firstValueFrom(this.http.get<StatsReport>('/api/tickets/stats/report', { params: range }));
  }
  async queue(): Promise<QueueBucket[]> {
    return (await firstValueFrom(this.http.get<{ buckets: QueueBucket[] }>('/api/tickets/stats/queue')))
      .buckets;
  }
  async board(lanes: 'none' | 'priority' | 'assignee'): Promise<BoardLane[]> {
    return (
      await firstValueFrom(
        this.http.get<{ lanes: BoardLane[] }>('/api/tickets/stats/board', { params: { lanes } }),
      )
    ).lanes;
  }
}
