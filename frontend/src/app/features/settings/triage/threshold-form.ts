import { Component, computed, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { Threshold } from '../../../core/api-types';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { Toasts } from '../../../core/toasts';
import { trackUnsavedChanges } from '../../../core/unsaved-changes';
import { categoryNames } from '../../../core/ticket-labels';
import { FigureCard } from '../../../shared/figures/figure-card';
import { confidenceFigure } from './confidence-figure';
import { PercentField } from './percent-field';
import { describeApply, describeSettle } from './threshold-labels';
import { ThresholdsStore } from './thresholds-store';
import { Button } from '../../../shared/button';

/** Whole percentages; NaN if invalid, null disables auto-accept. */
interface ThresholdPercents {
  apply: number;
  settle: number | null;
}
const DEFAULT_SETTLE_PERCENT = 95;

/** Thresholds of a category with their effect on past decisions. */
@Component({
  selector: 'tiq-threshold-form',
  imports: [Button, FigureCard, PercentField],
  host: { class: 'block' },
  templateUrl: './threshold-form.html',
})
export class ThresholdForm {
  readonly threshold = input.required<Threshold>();
  readonly readOnly = input.required<boolean>();
  private readonly store = inject(ThresholdsStore);
  private readonly toasts = inject(Toasts);
  private readonly saved = computed<ThresholdPercents>(() => toPercents(this.threshold()), {
    equal: isSamePercents,
  });
  /**
   * Values rejected by the server. They stay in the form although the saved thresholds are
   * unchanged.
   */
  private readonly rejected = signal<ThresholdPercents | null>(null);
  protected readonly draft = linkedSignal<ThresholdPercents, ThresholdPercents>({
    source: this.saved,
    computation: (saved) => untracked(this.rejected) ?? saved,
  });
  protected readonly saving = signal(false);
  private readonly problem = signal<ApiProblem | null>(null);
  protected readonly categoryNames = categoryNames;
  protected readonly changed = computed(() => !isSamePercents(this.draft(), this.saved()));

  protected readonly applyError = computed(
    () => validatePercent(this.draft().apply) ?? this.problem()?.fieldMessage('apply_at') ?? null,
  );
  protected readonly settleError = computed(() => {
    const { apply, settle } = this.draft();
    if (settle === null) return null;
    if (settle < apply) return $localize`Enter at least the auto-fill threshold.`;
    return validatePercent(settle) ?? this.problem()?.fieldMessage('settle_at') ?? null;
  });
  private readonly bands = computed(() => this.threshold().past);
  protected readonly applyDescription = computed(() =>
    validatePercent(this.draft().apply) ? '' : describeApply(this.bands(), this.draft().apply / 100),
  );
  protected readonly settleDescription = computed(() => {
    const { settle } = this.draft();
    if (settle !== null && validatePercent(settle)) return '';
    return describeSettle(this.bands(), settle === null ? null : settle / 100);
  });
  protected readonly figure = computed(() => {
    const { apply } = this.draft();
    return confidenceFigure(this.bands(), Number.isFinite(apply) ? apply / 100 : 0);
  });
  protected readonly figureLabel = computed(
    () => $localize`${categoryNames[this.threshold().category]}:category:: past decisions by confidence`,
  );
  protected readonly labels = computed(() => {
    const category = categoryNames[this.threshold().category];
    return {
      apply: $localize`${category}:category:: auto-fill at or above`,
      settle: $localize`${category}:category:: auto-accept at or above`,
      slider: $localize`slider`,
      save: $localize`Save ${category}:category:`,
      off: $localize`${category}:category:: auto-accept`,
    };
  });

  constructor() {
    trackUnsavedChanges(this.changed);
  }

  protected update(change: Partial<ThresholdPercents>): void {
    this.rejected.set(null);
    this.draft.update((draft) => ({ ...draft, ...change }));
    this.problem.set(null);
  }
  protected setSettleEnabled(enabled: boolean): void {
    const { apply } = this.draft();
    this.update({
      settle: enabled ? Math.max(DEFAULT_SETTLE_PERCENT, Number.isFinite(apply) ? apply : 0) : null,
    });
  }
  protected discard(): void {
    this.update(this.saved());
  }
  protected async save(event?: Event): Promise<void> {
    event?.preventDefault();
    if (this.saving() || !this.changed() || this.applyError() || this.settleError()) return;
    const { category } = this.threshold();
    const percents = this.draft();
    const name = categoryNames[category];
    this.saving.set(true);
    try {
      await this.store.save(category, {
        apply_at: percents.apply / 100,
        settle_at: percents.settle === null ? null : percents.settle / 100,
      });
      this.toasts.showSuccess($localize`${name}:category: thresholds saved`);
    } catch (error) {
      this.rejected.set(this.draft());
      this.problem.set(toApiProblem(error));
      this.toasts.showError(
        $localize`Couldn’t save the ${name}:category: thresholds`,
        error,
        () => void this.save(),
      );
    } finally {
      this.saving.set(false);
    }
  }
}

function toPercents({ apply_at, settle_at }: Threshold): ThresholdPercents {
  return {
    apply: Math.round(apply_at * 100),
    settle: settle_at === null ? null : Math.round(settle_at * 100),
  };
}
function isSamePercents(a: ThresholdPercents, b: ThresholdPercents): boolean {
  return Object.is(a.apply, b.apply) && Object.is(a.settle, b.settle);
}
function validatePercent(percent: number): string | null {
  return Number.isInteger(percent) && percent >= 0 && percent <= 100
    ? null
    : $localize`Enter a whole number from 0 to 100.`;
}
