import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { Clock } from '../../core/clock';
import { LiveEvents } from '../../core/live-events';
import { Failure, Notice } from '../../shared/notice';
import { categories, categoryNames, priorities, priorityNames } from '../../shared/ticket-terms';
import { exactTime } from '../../shared/time-words';
import { categoryFigure, priorityFigure, sourceFigure, statusFigure } from './figures/breakdown-figures';
import { ConfusionTable } from './figures/confusion-table';
import { acceptanceFigure, resolutionFigure, volumeFigure } from './figures/daily-figures';
import { FigureCard } from '../../shared/figures/figure-card';
import { queueFigure } from './figures/queue-figure';
import { DashboardNumbers, Numbers } from './numbers';
import { datesInWords, datesOf, paramsOf, Range, rangeFrom } from './range';
import { RangePicker } from './range-picker';
import { presentTiles, rangeTiles } from './tiles';
import { TileList } from './tile-list';

@Component({
  selector: 'tiq-dashboard',
  imports: [ConfusionTable, FigureCard, Failure, Notice, RangePicker, RouterLink, TileList],
  providers: [DashboardNumbers],
  templateUrl: './dashboard.html',
})
export default class Dashboard {
  private readonly router = inject(Router);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly numbers = inject(DashboardNumbers);
  protected readonly now = inject(Clock).now;
  protected readonly range = computed(() => rangeFrom((name) => this.params().get(name)));
  protected readonly acceptanceBy = signal<'source' | 'category'>('source');

  protected readonly present = this.of(({ stats }) => presentTiles(stats));
  protected readonly ranged = this.of(({ report }) => rangeTiles(report));
  protected readonly volume = this.of(({ report }) => volumeFigure(report));
  protected readonly resolution = this.of(({ report }) => resolutionFigure(report));
  protected readonly priority = this.of(({ report }) => priorityFigure(report));
  protected readonly category = this.of(({ report }) => categoryFigure(report));
  protected readonly queue = this.of(({ queue }) => queueFigure(queue));
  protected readonly status = this.of(({ stats }) => statusFigure(stats));
  protected readonly sources = this.of(({ stats }) => sourceFigure(stats));
  protected readonly acceptance = this.of(({ report }) => acceptanceFigure(report, this.acceptanceBy()));
  protected readonly matrices = [
    {
      heading: $localize`Category: suggested vs. final`,
      values: categories,
      names: categoryNames,
      pairs: this.of(({ report }) => report.triage.category_confusion),
    },
    {
      heading: $localize`Priority: suggested vs. final`,
      values: priorities,
      names: priorityNames,
      pairs: this.of(({ report }) => report.triage.priority_confusion),
    },
  ];
  /** The days of what is shown, which a failed read leaves behind what was asked for. */
  protected readonly days = computed(() =>
    datesInWords(this.numbers.shown()?.report ?? datesOf(this.range(), this.now())),
  );
  protected readonly readAt = this.of(({ readAt }) => exactTime(new Date(readAt).toISOString()));

  constructor() {
    effect(() => {
      const range = this.range();
      untracked(() => this.numbers.show(range));
    });
    inject(LiveEvents)
      .countsChanged.pipe(takeUntilDestroyed())
      .subscribe(() => this.numbers.refresh());
  }

  protected choose(range: Range): void {
    void this.router.navigate([], { queryParams: paramsOf(range) });
  }

  /** The button goes with the problem: the focus must not. */
  protected async tryAgain(heading: HTMLElement): Promise<void> {
    await this.numbers.read();
    if (!this.numbers.problem()) heading.focus();
  }

  private of<Shown>(pick: (numbers: Numbers) => Shown) {
    return computed(() => {
      const shown = this.numbers.shown();
      return shown && pick(shown);
    });
  }
}
