import { inject, Injectable, signal } from '@angular/core';
import { Threshold, ThresholdInput, TicketCategory } from '../../../core/api-types';
import { Problem, toProblem } from '../../../core/problem';
import { TriageApi } from '../../../core/triage-api';

/** The thresholds as the server has them; a change is shown at once and taken back where it is refused. */
@Injectable()
export class ThresholdsStore {
  private readonly api = inject(TriageApi);
  readonly all = signal<readonly Threshold[] | null>(null);
  readonly problem = signal<Problem | null>(null);

  async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.all.set(await this.api.thresholds());
    } catch (error) {
      this.problem.set(toProblem(error));
    }
  }

  /** @throws what the server says, once the threshold is as it was */
  async save(category: TicketCategory, wanted: ThresholdInput): Promise<void> {
    const before = this.all()?.find((each) => each.category === category);
    if (!before) return;
    this.put({ ...before, apply_at: wanted.apply_at, settle_at: wanted.settle_at ?? null });
    try {
      this.put(await this.api.setThreshold(category, wanted));
    } catch (error) {
      this.put(before);
      throw error;
    }
  }

  private put(threshold: Threshold): void {
    this.all.update((all) =>
      (all ?? []).map((each) => (each.category === threshold.category ? threshold : each)),
    );
  }
}
