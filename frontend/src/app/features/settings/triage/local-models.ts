import { Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { HeadGate, ModelCandidate, TrainedModel } from '../../../core/api-types';
import { Clock } from '../../../core/clock';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { Toasts } from '../../../core/toasts';
import { AuthenticatedDownload } from '../../../shared/authenticated-download';
import { Icon } from '../../../shared/icon';
import { ErrorNotice } from '../../../shared/notice';
import { formatRelativeTime, formatDateTime } from '../../../shared/time-format';
import { formatCount } from '../../../shared/number-format';
import { formatModelName } from '../../../shared/suggestion-source';
import { LocalModelsStore } from './local-models-store';
import { ReplayComparison } from './replay-comparison';
import { Badge } from '../../../shared/badge';
import { Button } from '../../../shared/button';

const STATE_NAMES: Record<TrainedModel['state'], string> = {
  active: $localize`Active`,
  waiting: $localize`Awaiting approval`,
  retired: $localize`Previously active`,
  refused: $localize`Not adopted`,
};
const REJECTED_NAME = $localize`Rejected`;

/** Local models, trained on the team's decisions. Any version can be activated again. */
@Component({
  selector: 'tiq-local-models',
  imports: [AuthenticatedDownload, Badge, Button, ErrorNotice, Icon, ReplayComparison],
  providers: [LocalModelsStore],
  host: { class: 'block' },
  templateUrl: './local-models.html',
})
export class LocalModels {
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  protected readonly store = inject(LocalModelsStore);
  private readonly trainingHere = signal(false);
  /** Also while the service, or another administrator, trains a model. */
  protected readonly training = computed(() => this.trainingHere() || !!this.store.list()?.training);
  protected readonly saving = signal(false);
  /** Result of the last training. */
  protected readonly trainingResult = signal<{ good: boolean; text: string } | null>(null);
  protected readonly stateOf = (model: TrainedModel) =>
    model.state === 'active' && this.isOutdated(model) ? 'retired' : model.state;
  protected readonly stateName = (model: TrainedModel) =>
    model.state === 'refused' && model.reviewed_by ? REJECTED_NAME : STATE_NAMES[this.stateOf(model)];
  /** Models of an earlier bundled model can't be used. */
  protected readonly isOutdated = ({ base }: TrainedModel) => base !== this.store.list()?.boxed;
  protected readonly activeName = STATE_NAMES.active;
  protected readonly formatImpact = formatImpact;
  protected readonly formatReview = formatReview;
  protected readonly formatRefusal = formatRefusal;
  protected readonly formatGate = formatGate;
  protected readonly approveLabel = (name: string) => $localize`Approve ${name}:model:`;
  protected readonly rejectLabel = (name: string) => $localize`Reject ${name}:model:`;
  protected readonly formatCount = formatCount;
  protected readonly formatModelName = formatModelName;
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly activateLabel = (name: string) => $localize`Use this version: ${name}:model:`;
  protected readonly decisionsText = computed(() => {
    const { decisions, needed } = this.store.list()!;
    return decisions < needed
      ? $localize`Reviewed tickets: ${formatCount(decisions)}:decisions:. Training needs at least ${formatCount(needed)}:needed:.`
      : $localize`Reviewed tickets: ${formatCount(decisions)}:decisions:. Retraining starts automatically after every 10% more.`;
  });

  constructor() {
    void this.store.load().then(() => this.store.awaitTraining());
  }

  protected async train(): Promise<void> {
    if (this.training()) return;
    this.trainingHere.set(true);
    this.trainingResult.set(null);
    try {
      const model = await this.store.train();
      this.trainingResult.set(
        model
          ? { good: model.state === 'active', text: formatTrainingResult(model) }
          : { good: false, text: $localize`Not retrained: training stopped unexpectedly. Try again.` },
      );
    } catch (error) {
      this.trainingResult.set({ good: false, text: this.formatTrainingError(toApiProblem(error)) });
    } finally {
      this.trainingHere.set(false);
    }
  }

  protected async compare(id: number | null, name: string): Promise<void> {
    try {
      await this.store.compare(id, name);
    } catch (error) {
      this.toasts.showError(
        $localize`Couldn’t compare the versions`,
        error,
        () => void this.compare(id, name),
      );
    }
  }
  protected async activate(): Promise<void> {
    const candidate = this.store.candidate();
    if (!candidate?.replay || this.saving()) return;
    this.saving.set(true);
    try {
      if (!(await this.store.activate(candidate))) return;
      this.toasts.showSuccess($localize`${candidate.name}:model: is now active`);
      this.heading().nativeElement.focus();
    } catch (error) {
      this.toasts.showError($localize`No changes made`, error, () => void this.activate());
    } finally {
      this.saving.set(false);
    }
  }
  protected async submitReview({ id, name }: TrainedModel, verdict: 'approve' | 'reject'): Promise<void> {
    if (this.saving()) return;
    this.saving.set(true);
    try {
      await this.store.review(id, verdict);
      this.toasts.showSuccess(
        verdict === 'approve' ? $localize`${name}:model: is now active` : $localize`${name}:model: rejected`,
      );
      this.heading().nativeElement.focus();
    } catch (error) {
      this.toasts.showError($localize`No changes made`, error);
      void this.store.load();
    } finally {
      this.saving.set(false);
    }
  }
  protected cancelComparison(): void {
    this.store.candidate.set(null);
    this.heading().nativeElement.focus();
  }

  private formatTrainingError(problem: ApiProblem): string {
    const list = this.store.list();
    if (problem.code === 'triage_model.too_few_decisions' && list)
      return $localize`Not retrained: ${formatCount(list.needed)}:needed: reviewed tickets needed, ${formatCount(list.decisions)}:decisions: available.`;
    return $localize`Not retrained: ${problem.detail}:reason:`;
  }
}

function formatImpact({ impact }: TrainedModel): string | null {
  return (
    impact &&
    $localize`Changes the suggestion for ${formatCount(impact.changed)}:changed: of the newest ${formatCount(impact.tickets)}:tickets: tickets and lowers the priority of ${formatCount(impact.lowered)}:lowered: from High or Critical.`
  );
}

function formatReview({ state, reviewed_by, reviewed_at }: TrainedModel): string | null {
  if (!reviewed_by || !reviewed_at) return null;
  return state === 'refused'
    ? $localize`rejected by ${reviewed_by.name}:name:, ${formatDateTime(reviewed_at)}:time:`
    : $localize`approved by ${reviewed_by.name}:name:, ${formatDateTime(reviewed_at)}:time:`;
}

function formatRefusal({ state, gate, reviewed_by }: TrainedModel): string | null {
  if (state !== 'refused' || reviewed_by) return null;
  switch (gate?.refusal) {
    case 'no_better_candidate':
      return $localize`The original version is as accurate on your team’s decisions.`;
    case 'not_better_than_active':
      return $localize`The active version is as accurate on your team’s decisions.`;
    case 'too_few_evaluated':
      return $localize`Too few decisions could be compared.`;
    default:
      return null;
  }
}

const CANDIDATE_NAMES: Record<ModelCandidate, string> = {
  bundled: $localize`:a version of the model:original`,
  firm: $localize`:a version of the model:adapted cautiously`,
  voting: $localize`:a version of the model:adapted with similar decisions`,
};

/** The candidates for category and priority, with their correct answers. */
function formatGate({ gate }: TrainedModel): string[] {
  if (!gate) return [];
  const values = ({ chosen, decisions, right }: HeadGate) =>
    [CANDIDATE_NAMES[chosen], right.bundled, right.firm, right.voting, decisions].map((value) =>
      typeof value === 'number' ? formatCount(value) : value,
    );
  const [category, priority] = [values(gate.category), values(gate.priority)];
  return [
    $localize`Category: ${category[0]}:candidate:. Correct of ${category[4]}:decisions:: original ${category[1]}:original:, adapted cautiously ${category[2]}:cautious:, adapted with similar decisions ${category[3]}:similar:.`,
    $localize`Priority: ${priority[0]}:candidate:. Correct of ${priority[4]}:decisions:: original ${priority[1]}:original:, adapted cautiously ${priority[2]}:cautious:, adapted with similar decisions ${priority[3]}:similar:.`,
  ];
}

function formatTrainingResult(model: TrainedModel): string {
  const { state, report } = model;
  const refusal = formatRefusal(model);
  if (refusal) return $localize`Not adopted: ${refusal}:reason:`;
  const { decisions, before, after } = report;
  const figures = [formatCount(decisions), formatCount(after.right), formatCount(before.right)] as const;
  if (state === 'waiting')
    return $localize`Awaiting approval: ${figures[1]}:after: of ${figures[0]}:decisions: test decisions correct (current version: ${figures[2]}:before:), but it would change many suggestions.`;
  return state === 'refused'
    ? $localize`Not adopted: ${figures[1]}:after: of ${figures[0]}:decisions: test decisions correct (current version: ${figures[2]}:before:).`
    : $localize`Now active: ${figures[1]}:after: of ${figures[0]}:decisions: test decisions correct (previous version: ${figures[2]}:before:).`;
}
