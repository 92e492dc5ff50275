import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { RetriageJobDetail, TicketCategory, TicketPriority } from '../../../core/api-types';
import { Toasts } from '../../../core/toasts';
import { ConfirmButton } from '../../../shared/confirm-button';
import { Icon } from '../../../shared/icon';
import { categoryNames, priorityNames } from '../../../core/ticket-labels';
import { formatCount } from '../../../shared/number-format';
import {
  formatUsd,
  isInProgress,
  formatOutcome,
  jobProgress,
  jobTicketStateNames,
  formatTicketCount,
} from './retriage-labels';
import { RetriageStore } from './retriage-store';
import { Badge } from '../../../shared/badge';
import { Button } from '../../../shared/button';

/** Progress, changes and actions of a re-triage job. */
@Component({
  selector: 'tiq-retriage-job-details',
  imports: [Badge, Button, ConfirmButton, Icon, RouterLink],
  host: { class: 'block' },
  templateUrl: './retriage-job-details.html',
})
export class RetriageJobDetails {
  readonly job = input.required<RetriageJobDetail>();
  private readonly toasts = inject(Toasts);
  protected readonly store = inject(RetriageStore);
  protected readonly saving = signal(false);
  protected readonly formatCount = formatCount;
  protected readonly stateNames = jobTicketStateNames;
  protected readonly isInProgress = computed(() => isInProgress(this.job().state));
  protected readonly progress = computed(() => jobProgress(this.job()));
  protected readonly outcome = computed(() => formatOutcome(this.job()));
  protected readonly cost = computed(() => (this.job().cost_usd ? formatUsd(this.job().cost_usd) : null));
  protected readonly progressLabel = computed(() => $localize`Progress of run ${this.job().id}:id:`);
  protected readonly toPercent = (confidence: number) => Math.round(confidence * 100);
  protected readonly applyQuestion = computed(
    () => $localize`Update ${formatTicketCount(this.job().proposed)}:tickets:?`,
  );
  /** Jobs without applied changes can be discarded. */
  protected readonly canDiscard = computed(() =>
    ['previewing', 'previewed', 'undone'].includes(this.job().state),
  );

  protected formatLabels({
    category,
    priority,
  }: {
    category: TicketCategory;
    priority: TicketPriority;
  }): string {
    return `${categoryNames[category]}, ${priorityNames[priority]}`;
  }
  protected togglePaused(): Promise<void> {
    const { id, paused } = this.job();
    return this.perform(() => this.store.pause(id, !paused));
  }
  protected apply(): Promise<void> {
    return this.perform(() => this.store.apply(this.job().id));
  }
  protected undo(): Promise<void> {
    return this.perform(() => this.store.undo(this.job().id));
  }
  protected discard(): Promise<void> {
    return this.perform(() => this.store.discard(this.job().id));
  }
  protected async loadMore(): Promise<void> {
    try {
      await this.store.loadMore();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load more`, error, () => void this.loadMore());
    }
  }

  private async perform(action: () => Promise<void>): Promise<void> {
    if (this.saving()) return;
    this.saving.set(true);
    try {
      await action();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t update run ${this.job().id}:id:`, error);
    } finally {
      this.saving.set(false);
    }
  }
}
