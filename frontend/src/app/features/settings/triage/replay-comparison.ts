import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ReplayTicket, TicketCategory, TicketPriority } from '../../../core/api-types';
import { categoryNames, priorityNames } from '../../../core/ticket-labels';
import { formatCount } from '../../../shared/number-format';
import { Candidate } from './local-models-store';
import { Button } from '../../../shared/button';

/** Compares a candidate with the active model on past decisions that neither was trained on. */
@Component({
  selector: 'tiq-replay-comparison',
  imports: [Button, RouterLink],
  host: { class: 'block' },
  templateUrl: './replay-comparison.html',
})
export class ReplayComparison {
  readonly candidate = input.required<Candidate>();
  readonly saving = input.required<boolean>();
  readonly confirmed = output<void>();
  readonly cancelled = output<void>();
  protected readonly formatCount = formatCount;
  protected readonly title = computed(() => $localize`Switch to ${this.candidate().name}:model:`);
  protected readonly lists = computed(() => {
    const { gained, lost } = this.candidate().replay!;
    return [
      { name: $localize`Newly correct (${formatCount(gained.length)}:count:)`, tickets: gained },
      { name: $localize`Newly wrong (${formatCount(lost.length)}:count:)`, tickets: lost },
    ];
  });
  protected readonly rows = computed(() => {
    const { before, after } = this.candidate().replay!;
    return [
      { name: $localize`Both`, before: before.right, after: after.right },
      { name: $localize`Category`, before: before.category, after: after.category },
      { name: $localize`Priority`, before: before.priority, after: after.priority },
    ];
  });
  protected readonly verdict = computed(() => {
    const { verdict } = this.candidate().replay!;
    if (verdict === 'better') return $localize`Better than the active version.`;
    return verdict === 'same'
      ? $localize`As good as the active version.`
      : $localize`Worse than the active version.`;
  });

  protected formatLabels({
    category,
    priority,
  }: {
    category: TicketCategory;
    priority: TicketPriority;
  }): string {
    return `${categoryNames[category]}, ${priorityNames[priority]}`;
  }
  protected formatChange({ before, after }: ReplayTicket): string {
    return `${this.formatLabels(before)} → ${this.formatLabels(after)}`;
  }
}
