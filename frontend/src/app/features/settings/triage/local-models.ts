import { Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { LearntModel } from '../../../core/api-types';
import { Clock } from '../../../core/clock';
import { Problem, toProblem } from '../../../core/problem';
import { Toasts } from '../../../core/toasts';
import { Icon } from '../../../shared/icon';
import { Failure } from '../../../shared/notice';
import { ago, exactTime } from '../../../shared/time-words';
import { count } from '../../../shared/total-words';
import { LocalModelsStore } from './local-models-store';
import { ReplayComparison } from './replay-comparison';

const stateNames: Record<LearntModel['state'], string> = {
  active: $localize`Answers now`,
  retired: $localize`Answered before`,
  refused: $localize`Refused: not better`,
};

/** The local model, which learns from what the team decides; every version can be gone back to. */
@Component({
  selector: 'tiq-local-models',
  imports: [Failure, Icon, ReplayComparison],
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
  protected readonly stateNames = stateNames;
  protected readonly count = count;
  protected readonly exact = exactTime;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly useName = (name: string) => $localize`Use this one: ${name}:model:`;
  protected readonly decisionsInWords = computed(() => {
    const { decisions, needed } = this.store.list()!;
    return decisions < needed
      ? $localize`Tickets that people have settled: ${count(decisions)}:decisions:. Learning takes ${count(needed)}:needed:.`
      : $localize`Tickets that people have settled: ${count(decisions)}:decisions:. Learning is done by itself whenever a tenth more have come.`;
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
      this.told.set({ good: model.state !== 'refused', text: outcomeInWords(model) });
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
        $localize`The models could not be compared`,
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
      this.toasts.success($localize`${candidate.name}:model: answers now`);
      this.heading().nativeElement.focus();
    } catch (error) {
      this.toasts.failure($localize`Nothing was changed`, error, () => void this.use());
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
      return $localize`Nothing was learnt: it takes ${count(list.needed)}:needed: tickets that people have settled, and there are ${count(list.decisions)}:decisions:.`;
    return $localize`Nothing was learnt: ${problem.detail}:reason:`;
  }
}

function outcomeInWords({ state, report }: LearntModel): string {
  const { decisions, before, after } = report;
  return state === 'refused'
    ? $localize`Refused: of ${count(decisions)}:decisions: decisions kept back to judge by, it gets ${count(after.right)}:after: right, and the one of now ${count(before.right)}:before:.`
    : $localize`Kept, and it answers now: of ${count(decisions)}:decisions: decisions kept back to judge by, it gets ${count(after.right)}:after: right, and the one before got ${count(before.right)}:before:.`;
}
