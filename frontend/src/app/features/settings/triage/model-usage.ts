import { Component, computed, inject, signal } from '@angular/core';
import { TriageUsage } from '../../../core/api-types';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { TriageApi } from '../../../core/triage-api';
import { ErrorNotice } from '../../../shared/notice';
import { FigureCard } from '../../../shared/figures/figure-card';
import { formatUsd } from './retriage-labels';
import { usageFigure } from './usage-figure';

/** Requests and costs of remote models, with today's budget. */
@Component({
  selector: 'tiq-model-usage',
  imports: [ErrorNotice, FigureCard],
  host: { class: 'block' },
  template: `<section class="card p-4 md:p-6" aria-labelledby="usage-heading">
    <h2 i18n id="usage-heading" class="text-lg font-semibold">Usage and cost</h2>
    @if (problem(); as problem) {
      <tiq-error-notice [problem]="problem" (retry)="load()" />
    } @else {
      <p class="mt-1 min-h-5 text-sm text-soft" data-testid="budget">{{ budget() }}</p>
      <tiq-figure-card
        class="mt-4"
        height="h-48"
        heading="AI provider calls per day"
        i18n-heading
        note="Last 30 days (UTC)"
        i18n-note
        emptyText="No AI provider calls in this period"
        i18n-emptyText
        [figure]="figure()"
      />
    }
  </section>`,
})
export class ModelUsage {
  private readonly api = inject(TriageApi);
  private readonly usage = signal<TriageUsage | null>(null);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly figure = computed(() => {
    const usage = this.usage();
    return usage && usageFigure(usage);
  });
  protected readonly budget = computed(() => {
    const today = this.usage()?.today;
    if (!today) return '';
    const { spent_usd, budget_usd } = today;
    if (spent_usd === null) return $localize`Add token prices to see costs.`;
    return budget_usd === null
      ? $localize`Spent today: ${formatUsd(spent_usd)}:spent:. No budget set.`
      : $localize`Spent today: ${formatUsd(spent_usd)}:spent: of ${formatUsd(budget_usd)}:budget:. Above the budget, the bundled model is used.`;
  });

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.usage.set(await this.api.getUsage());
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }
}
