import { Component, computed, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { Threshold } from '../../../core/api-types';
import { Problem, toProblem } from '../../../core/problem';
import { Toasts } from '../../../core/toasts';
import { keepUnsavedChanges } from '../../../core/unsaved-changes';
import { categoryNames } from '../../../shared/ticket-terms';
import { FigureCard } from '../../../shared/figures/figure-card';
import { confidenceFigure } from './confidence-figure';
import { PercentField } from './percent-field';
import { applyInWords, settleInWords } from './threshold-words';
import { ThresholdsStore } from './thresholds-store';

/** In whole percent, as they are typed; NaN is no number, and null never. */
interface Typed {
  apply: number;
  settle: number | null;
}
const FIRST_SETTLE = 95;

/** The two thresholds of one category, beside what they would have done. */
@Component({
  selector: 'tiq-threshold-form',
  imports: [FigureCard, PercentField],
  host: { class: 'block' },
  templateUrl: './threshold-form.html',
})
export class ThresholdForm {
  readonly threshold = input.required<Threshold>();
  readonly readOnly = input.required<boolean>();
  private readonly store = inject(ThresholdsStore);
  private readonly toasts = inject(Toasts);
  private readonly kept = computed<Typed>(() => typedOf(this.threshold()), { equal: isSame });
  /** What the server has refused: it stays in the form although what holds is as before. */
  private readonly taken = signal<Typed | null>(null);
  protected readonly typed = linkedSignal<Typed, Typed>({
    source: this.kept,
    computation: (kept) => untracked(this.taken) ?? kept,
  });
  protected readonly saving = signal(false);
  private readonly refused = signal<Problem | null>(null);
  protected readonly categoryNames = categoryNames;
  protected readonly changed = computed(() => !isSame(this.typed(), this.kept()));

  protected readonly applyFault = computed(
    () => fault(this.typed().apply) ?? this.refused()?.fieldMessage('apply_at') ?? null,
  );
  protected readonly settleFault = computed(() => {
    const { apply, settle } = this.typed();
    if (settle === null) return null;
    if (settle < apply) return $localize`Enter at least the auto-fill threshold.`;
    return fault(settle) ?? this.refused()?.fieldMessage('settle_at') ?? null;
  });
  private readonly past = computed(() => this.threshold().past);
  protected readonly applied = computed(() =>
    fault(this.typed().apply) ? '' : applyInWords(this.past(), this.typed().apply / 100),
  );
  protected readonly settled = computed(() => {
    const { settle } = this.typed();
    if (settle !== null && fault(settle)) return '';
    return settleInWords(this.past(), settle === null ? null : settle / 100);
  });
  protected readonly figure = computed(() => {
    const { apply } = this.typed();
    return confidenceFigure(this.past(), Number.isFinite(apply) ? apply / 100 : 0);
  });
  protected readonly figureName = computed(
    () => $localize`${categoryNames[this.threshold().category]}:category:: past decisions by confidence`,
  );
  protected readonly names = computed(() => {
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
    keepUnsavedChanges(this.changed);
  }

  protected type(change: Partial<Typed>): void {
    this.taken.set(null);
    this.typed.update((typed) => ({ ...typed, ...change }));
    this.refused.set(null);
  }
  protected turn(on: boolean): void {
    const { apply } = this.typed();
    this.type({ settle: on ? Math.max(FIRST_SETTLE, Number.isFinite(apply) ? apply : 0) : null });
  }
  protected discard(): void {
    this.type(this.kept());
  }
  protected async save(event?: Event): Promise<void> {
    event?.preventDefault();
    if (this.saving() || !this.changed() || this.applyFault() || this.settleFault()) return;
    const { category } = this.threshold();
    const wanted = this.typed();
    const name = categoryNames[category];
    this.saving.set(true);
    try {
      await this.store.save(category, {
        apply_at: wanted.apply / 100,
        settle_at: wanted.settle === null ? null : wanted.settle / 100,
      });
      this.toasts.success($localize`${name}:category: thresholds saved`);
    } catch (error) {
      this.taken.set(this.typed());
      this.refused.set(toProblem(error));
      this.toasts.failure(
        $localize`Couldn’t save the ${name}:category: thresholds`,
        error,
        () => void this.save(),
      );
    } finally {
      this.saving.set(false);
    }
  }
}

function typedOf({ apply_at, settle_at }: Threshold): Typed {
  return {
    apply: Math.round(apply_at * 100),
    settle: settle_at === null ? null : Math.round(settle_at * 100),
  };
}
function isSame(a: Typed, b: Typed): boolean {
  return Object.is(a.apply, b.apply) && Object.is(a.settle, b.settle);
}
function fault(percent: number): string | null {
  return Number.isInteger(percent) && percent >= 0 && percent <= 100
    ? null
    : $localize`Enter a whole number from 0 to 100.`;
}
