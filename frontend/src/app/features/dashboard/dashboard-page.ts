import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Params, Router, RouterLink } from '@angular/router';
import { Clock } from '../../core/clock';
import { LiveEvents } from '../../core/live-events';
import { TeamsStore } from '../../core/teams-store';
import { ErrorNotice, Notice } from '../../shared/notice';
import { categories, categoryNames, priorities, priorityNames } from '../../core/ticket-labels';
import { formatDateTime } from '../../shared/time-format';
import { categoryFigure, priorityFigure, sourceFigure, statusFigure } from './figures/breakdown-figures';
import { ConfusionTable } from './figures/confusion-table';
import { acceptanceFigure, resolutionFigure, volumeFigure } from './figures/daily-figures';
import { Figure } from '../../shared/figures/figure';
import { FigureCard } from '../../shared/figures/figure-card';
import { queueFigure } from './figures/queue-figure';
import { DashboardStore, DashboardFigures } from './dashboard-store';
import { formatInterval, toInterval, toRangeParams, DateRange, parseRange } from './date-range';
import { RangePicker } from './range-picker';
import { ofTeam } from './drill-down';
import { currentTiles, periodTiles, Tile } from './tiles';
import { TileList } from './tile-list';
import { Button } from '../../shared/button';

@Component({
  selector: 'tiq-dashboard-page',
  imports: [Button, ConfusionTable, ErrorNotice, FigureCard, Notice, RangePicker, RouterLink, TileList],
  providers: [DashboardStore],
  templateUrl: './dashboard-page.html',
})
export default class DashboardPage {
  private readonly router = inject(Router);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly store = inject(DashboardStore);
  protected readonly now = inject(Clock).now;
  protected readonly range = computed(() => parseRange((name) => this.params().get(name)));
  protected readonly teams = inject(TeamsStore);
  protected readonly team = computed(() => {
    const id = this.params().get('team') ?? '';
    return /^[1-9]\d{0,9}$/.test(id) ? Number(id) : null;
  });
  protected readonly acceptanceBy = signal<'source' | 'category'>('source');

  protected readonly currentTiles = this.selectTiles(({ stats }) => currentTiles(stats));
  protected readonly periodTiles = this.selectTiles(({ report }) => periodTiles(report));
  protected readonly volume = this.selectFigure(({ report }) => volumeFigure(report));
  protected readonly resolution = this.selectFigure(({ report }) => resolutionFigure(report));
  protected readonly priority = this.selectFigure(({ report }) => priorityFigure(report));
  protected readonly category = this.selectFigure(({ report }) => categoryFigure(report));
  protected readonly queue = this.selectFigure(({ queue }) => queueFigure(queue));
  protected readonly status = this.selectFigure(({ stats }) => statusFigure(stats));
  protected readonly sources = this.selectFigure(({ stats }) => sourceFigure(stats));
  protected readonly acceptance = this.selectFigure(({ report }) =>
    acceptanceFigure(report, this.acceptanceBy()),
  );
  protected readonly matrices = [
    {
      heading: $localize`Category: suggested vs. final`,
      values: categories,
      names: categoryNames,
      pairs: this.select(({ report }) => report.triage.category_confusion),
    },
    {
      heading: $localize`Priority: suggested vs. final`,
      values: priorities,
      names: priorityNames,
      pairs: this.select(({ report }) => report.triage.priority_confusion),
    },
  ];
  /** Period of the displayed figures, which differs from the selected one after a failed load. */
  protected readonly dateRangeLabel = computed(() =>
    formatInterval(this.store.figures()?.report ?? toInterval(this.range(), this.now())),
  );
  protected readonly readAt = this.select(({ loadedAt }) => formatDateTime(new Date(loadedAt).toISOString()));

  constructor() {
    void this.teams.load();
    effect(() => {
      const [range, team] = [this.range(), this.team()];
      untracked(() => this.store.show(range, team));
    });
    inject(LiveEvents)
      .countChanges.pipe(takeUntilDestroyed())
      .subscribe(() => this.store.scheduleRefresh());
  }

  protected setRange(range: DateRange): void {
    this.updateParams(toRangeParams(range));
  }
  protected setTeam(id: string): void {
    this.updateParams({ team: id || null });
  }

  /** Moves the focus to the heading, because the button is removed with the error. */
  protected async retry(heading: HTMLElement): Promise<void> {
    await this.store.load();
    if (!this.store.problem()) heading.focus();
  }

  private updateParams(queryParams: Params): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  private selectFigure(pick: (numbers: DashboardFigures) => Figure) {
    return this.select((numbers) => {
      const figure = pick(numbers);
      const rows = figure.rows.map((cells) =>
        cells.map((cell) => ({ ...cell, link: ofTeam(cell.link, this.team()) })),
      );
      return { ...figure, rows };
    });
  }
  private selectTiles(pick: (numbers: DashboardFigures) => readonly Tile[]) {
    return this.select((numbers) =>
      pick(numbers).map((tile) => ({ ...tile, link: ofTeam(tile.link, this.team()) })),
    );
  }
  private select<Shown>(pick: (numbers: DashboardFigures) => Shown) {
    return computed(() => {
      const figures = this.store.figures();
      return figures && pick(figures);
    });
  }
}
