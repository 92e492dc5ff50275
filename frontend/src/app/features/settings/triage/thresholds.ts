import { Component, inject } from '@angular/core';
import { Session } from '../../../core/session';
import { ErrorNotice } from '../../../shared/notice';
import { ThresholdForm } from './threshold-form';
import { ThresholdsStore } from './thresholds-store';

/** Minimum confidence for suggestions to be applied, and to be accepted without a review. */
@Component({
  selector: 'tiq-thresholds',
  imports: [ErrorNotice, ThresholdForm],
  providers: [ThresholdsStore],
  host: { class: 'block' },
  template: `<section class="card p-4 md:p-6" aria-labelledby="thresholds-heading">
    <h2 i18n id="thresholds-heading" class="text-lg font-semibold">Thresholds</h2>
    <p i18n class="mt-1 max-w-prose text-sm text-soft">
      Below the first threshold, suggestions are shown but not applied. At or above the second, they are
      accepted automatically and labeled. Changes affect new suggestions only.
    </p>
    @if (store.defaults(); as defaults) {
      <p i18n class="mt-1 max-w-prose text-[length:var(--text-sm)] text-soft">
        Default: from {{ defaults.any }}% confidence, critical from {{ defaults.critical }}%. In tests, the
        bundled model is right in at least 2 of 3 cases there, and in 3 of 4 for critical. A saved threshold
        applies to every priority.
      </p>
    }
    @if (!session.can('triage.manage')) {
      <p i18n class="mt-2 text-sm text-faint">Only admins can change thresholds.</p>
    }
    @if (store.problem(); as problem) {
      <tiq-error-notice [problem]="problem" (retry)="store.load()" />
    } @else if (store.thresholds(); as all) {
      <div class="mt-4 flex flex-col gap-4">
        @for (threshold of all; track threshold.category) {
          <tiq-threshold-form [threshold]="threshold" [readOnly]="!session.can('triage.manage')" />
        }
      </div>
    } @else {
      <div class="mt-4" role="status">
        <span i18n class="sr-only">Loading thresholds</span>
        @for (each of [1, 2, 3, 4]; track each) {
          <div class="skeleton mb-4 h-64"></div>
        }
      </div>
    }
  </section>`,
})
export class Thresholds {
  protected readonly session = inject(Session);
  protected readonly store = inject(ThresholdsStore);

  constructor() {
    void this.store.load();
  }
}
