import { inject, Injectable, signal } from '@angular/core';
import { Threshold, ThresholdInput, TicketCategory } from '../../../core/api-types';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { TriageApi } from '../../../core/triage-api';

/** Thresholds by category, updated optimistically. */
@Injectable()
export class ThresholdsStore {
  private readonly api = inject(TriageApi);
  readonly thresholds = signal<readonly Threshold[] | null>(null);
  /** Whole percentages. */
  readonly defaults = signal<{ any: number; critical: number } | null>(null);
  readonly problem = signal<ApiProblem | null>(null);

  async load(): Promise<void> {
    this.problem.set(null);
    try {
      const { results, default_apply_at, default_critical_apply_at } = await this.api.listThresholds();
      this.thresholds.set(results);
      this.defaults.set({
        any: Math.round(default_apply_at * 100),
        critical: Math.round(default_critical_apply_at * 100),
      });
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }

  /** @throws ApiProblem if the server rejects the thresholds; the change is then reverted */
  async save(category: TicketCategory, input: ThresholdInput): Promise<void> {
    const before = this.thresholds()?.find((threshold) => threshold.category === category);
    if (!before) return;
    this.replace({
      ...before,
      apply_at: input.apply_at,
      settle_at: input.settle_at ?? null,
      is_default: false,
    });
    try {
      this.replace(await this.api.setThreshold(category, input));
    } catch (error) {
      this.replace(before);
      throw error;
    }
  }

  private replace(threshold: Threshold): void {
    this.thresholds.update((all) =>
      (all ?? []).map((existing) => (existing.category === threshold.category ? threshold : existing)),
    );
  }
}
