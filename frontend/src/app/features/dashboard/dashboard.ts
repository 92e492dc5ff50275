import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { filter } from 'rxjs';
import { Stats } from '../../core/api-types';
import { LiveEvents } from '../../core/live-events';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Failure, Notice } from '../../shared/notice';
import { triageSourceNames, triageSources } from '../../shared/ticket-terms';
import { duration } from '../../shared/time-words';
import { count } from '../../shared/total-words';
import { categoryFigure, priorityFigure, statusFigure, volumeFigure } from './chart-options';
import { FigureCard } from './figure-card';
import { datesOf, Range, rangeFrom, ranges } from './range';
import { language } from '../../core/language';

@Component({
  selector: 'tiq-dashboard',
  imports: [FigureCard, Failure, Notice, RouterLink],
  templateUrl: './dashboard.html',
})
export default class Dashboard {
  private readonly api = inject(TicketsApi);
  private readonly router = inject(Router);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly ranges = ranges;
  protected readonly range = computed(() => rangeFrom(this.params().get('days')));
  protected readonly stats = signal<Stats | null>(null);
  protected readonly problem = signal<Problem | null>(null);

  protected readonly volume = computed(() => volumeFigure(this.stats()!));
  protected readonly priority = computed(() => priorityFigure(this.stats()!));
  protected readonly category = computed(() => categoryFigure(this.stats()!));
  protected readonly status = computed(() => statusFigure(this.stats()!));
  protected readonly tiles = computed(() => tilesOf(this.stats()!));
  protected readonly sources = computed(() => {
    const bySource = this.stats()!.triage.by_source;
    const all = triageSources.reduce((sum, each) => sum + bySource[each], 0);
    return triageSources.map((each) => ({
      name: triageSourceNames[each],
      value: count(bySource[each]),
      share: all ? Math.round((bySource[each] / all) * 100) : 0,
    }));
  });

  constructor() {
    effect(() => {
      const range = this.range();
      untracked(() => void this.load(range));
    });
    inject(LiveEvents)
      .events.pipe(
        filter((event) => event.name === 'stats.changed' || event.name === 'stream.reset'),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.load(this.range()));
  }

  protected choose(days: Range): void {
    void this.router.navigate([], { queryParams: { days: days === 30 ? null : days } });
  }

  protected async load(range: Range): Promise<void> {
    try {
      const stats = await this.api.stats(datesOf(range, Date.now()));
      if (range !== this.range()) return;
      this.stats.set(stats);
      this.problem.set(null);
    } catch (error) {
      if (range === this.range()) this.problem.set(toProblem(error));
    }
  }
}

interface Tile {
  name: string;
  value: string;
  note?: string;
  query?: Record<string, string>;
}

function tilesOf({ total_tickets, open_tickets, avg_tickets_per_day, resolution, triage }: Stats): Tile[] {
  const decided = triage.accepted + triage.overridden;
  return [
    { name: 'All tickets', value: count(total_tickets), query: {} },
    { name: 'Open', value: count(open_tickets), query: { status: 'open' } },
    { name: 'A day, on average', value: avg_tickets_per_day.toLocaleString(language()) },
    {
      name: 'Time to resolve, median',
      value: duration(resolution.p50_seconds),
      note: `mean ${duration(resolution.mean_seconds)} · 9 in 10 within ${duration(resolution.p90_seconds)}`,
    },
    {
      name: 'Waiting for triage',
      value: count(triage.pending),
      note: `${count(triage.suggested)} suggested, not settled`,
      query: { triage_state: 'pending,suggested' },
    },
    {
      name: 'Suggestions accepted',
      value:
        triage.acceptance_rate === null || !decided ? '–' : `${Math.round(triage.acceptance_rate * 100)} %`,
      note: decided ? `of ${count(decided)} decided` : 'none decided yet',
    },
  ];
}
