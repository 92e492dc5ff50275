import { Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { LearntModel } from '../../../core/api-types';
import { Clock } from '../../../core/clock';
import { Problem, toProblem } from '../../../core/problem';
import { Toasts } from '../../../core/toasts';
import { Download } from '../../../shared/download';
import { Icon } from '../../../shared/icon';
import { Failure } from '../../../shared/notice';
import { ago, exactTime } from '../../../shared/time-words';
import { count } from '../../../shared/total-words';
import { LocalModelsStore } from './local-models-store';
import { ReplayComparison } from './replay-comparison';

const stateNames: Record<LearntModel['state'], string> = {
  active: $localize`Active`,
  waiting: $localize`Awaiting approval`,
  retired: $localize`Previously active`,
  refused: $localize`Not adopted: no improvement`,
};
const rejectedName = $localize`Rejected`;

/** The local model, which learns from what the team decides; every version can be gone back to. */
@Component({
  selector: 'tiq-local-models',
  imports: [Download, Failure, Icon, ReplayComparison],
  providers: [LocalModelsStore],
  host: { class: 'block' },
  templateUrl: './local-models.html',
})
export class LocalModels {
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  protected readonly store = inject(LocalModelsStore);
  protected readonly learning = signal(false);
  protected readonly taking = signal(false);
  /** How the last learning ended. */
  protected readonly told = signal<{ good: boolean; text: string } | null>(null);
  protected readonly stateName = ({ state, reviewed_by }: LearntModel) =>
    state === 'refused' && reviewed_by ? rejectedName : stateNames[state];
  protected readonly activeName = stateNames.active;
  protected readonly impact = impactText;
  protected readonly review = reviewText;
  protected readonly approveName = (name: string) => $localize`Approve ${name}:model:`;
  protected readonly rejectName = (name: string) => $localize`Reject ${name}:model:`;
  protected readonly count = count;
  protected readonly exact = exactTime;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly useName = (name: string) => $localize`Use this version: ${name}:model:`;
  protected readonly decisionsInWords = computed(() => {
    const { decisions, needed } = this.store.list()!;
    return decisions < needed
      ? $localize`Reviewed tickets: ${count(decisions)}:decisions:. Training needs at least ${count(needed)}:needed:.`
      : $localize`Reviewed tickets: ${count(decisions)}:decisions:. Retraining starts automatically after every 10% more.`;
  });

  constructor() {
    void this.store.load();
  }

  protected async learn(): Promise<void> {
    if (this.learning()) return;
    this.learning.set(true);
    this.told.set(null);
    try {
      const model = await this.store.learn();
      this.told.set({ good: model.state === 'active', text: outcomeInWords(model) });
    } catch (error) {
      this.told.set({ good: false, text: this.whyNot(toProblem(error)) });
    } finally {
      this.learning.set(false);
    }
  }

  protected async consider(id: number | null, name: string): Promise<void> {
    try {
      await this.store.consider(id, name);
    } catch (error) {
      this.toasts.failure(
        $localize`Couldn’t compare the versions`,
        error,
        () => void this.consider(id, name),
      );
    }
  }
  protected async use(): Promise<void> {
    const candidate = this.store.candidate();
    if (!candidate?.replay || this.taking()) return;
    this.taking.set(true);
    try {
      if (!(await this.store.use(candidate))) return;
      this.toasts.success($localize`${candidate.name}:model: is now active`);
      this.heading().nativeElement.focus();
    } catch (error) {
      this.toasts.failure($localize`No changes made`, error, () => void this.use());
    } finally {
      this.taking.set(false);
    }
  }
  protected async decide({ id, name }: LearntModel, verdict: 'approve' | 'reject'): Promise<void> {
    if (this.taking()) return;
    this.taking.set(true);
    try {
      await this.store.review(id, verdict);
      this.toasts.success(
        verdict === 'approve' ? $localize`${name}:model: is now active` : $localize`${name}:model: rejected`,
      );
      this.heading().nativeElement.focus();
    } catch (error) {
      this.toasts.failure($localize`No changes made`, error);
      void this.store.load();
    } finally {
      this.taking.set(false);
    }
  }
  protected leave(): void {
    this.store.candidate.set(null);
    this.heading().nativeElement.focus();
  }

  private whyNot(problem: Problem): string {
    const list = this.store.list();
    if (problem.code === 'triage_model.too_few_decisions' && list)
      return $localize`Not retrained: ${count(list.needed)}:needed: reviewed tickets needed, ${count(list.decisions)}:decisions: available.`;
    return $localize`Not retrained: ${problem.detail}:reason:`;
  }
}

function impactText({ impact }: LearntModel): string | null {
  return (
    impact &&
    $localize`Changes the suggestion for ${count(impact.changed)}:changed: of the newest ${count(impact.tickets)}:tickets: tickets and lowers the priority of ${count(impact.lowered)}:lowered: from High or Critical.`
  );
}

function reviewText({ state, reviewed_by, reviewed_at }: LearntModel): string | null {
  if (!reviewed_by || !reviewed_at) return null;
  return state === 'refused'
    ? $localize`rejected by ${reviewed_by.name}:name:, ${exactTime(reviewed_at)}:time:`
    : $localize`approved by ${reviewed_by.name}:name:, ${exactTime(reviewed_at)}:time:`;
}

function outcomeInWords({ state, report }: LearntModel): string {
  const { decisions, before, after } = report;
  const figures = [count(decisions), count(after.right), count(before.right)] as const;
  if (state === 'waiting')
    return $localize`Awaiting approval: ${figures[1]}:after: of ${figures[0]}:decisions: test decisions correct (current version: ${figures[2]}:before:), but it would change many suggestions.`;
  return state === 'refused'
    ? $localize`Not adopted: ${figures[1]}:after: of ${figures[0]}:decisions: test decisions correct (current version: ${figures[2]}:before:).`
    : $localize`Now active: ${figures[1]}:after: of ${figures[0]}:decisions: test decisions correct (previous version: ${figures[2]}:before:).`;
}
