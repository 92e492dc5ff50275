import { DomainError, type ProblemParams } from '../../common/domain-error.js';
import type { Replay } from './replay.js';

export class ModelNotFound extends DomainError {
  readonly code = 'triage_model.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Trained model ${id} not found.`);
  }
}

export class TooFewDecisions extends DomainError {
  readonly code = 'triage_model.too_few_decisions';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  constructor(min: number, available: number) {
    super(`Training needs at least ${min} tickets reviewed by agents; there are ${available}.`);
    this.params = { min, available };
  }
}

export class TrainingInProgress extends DomainError {
  readonly code = 'triage_model.learning_under_way';
  readonly fault = 'conflict';
  constructor() {
    super('A model is already being trained. Wait until it is finished.');
  }
}

export class ModelNotAwaitingReview extends DomainError {
  readonly code = 'triage_model.not_waiting';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Model ${id} is not waiting for approval.`);
  }
}

/** A model of an earlier bundled model can't be used: its features and file format differ. */
export class OutdatedModel extends DomainError {
  readonly code = 'triage_model.outdated';
  readonly fault = 'conflict';
  constructor({ id, base }: { id: number; base: string }) {
    super(`Model ${id} was trained for ${base}, which is no longer the bundled model. Train a new model.`);
  }
}

export class WorseModel extends DomainError {
  readonly code = 'triage_model.worse';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  override readonly current: Replay;
  constructor(replay: Replay) {
    const { decisions, before, after } = replay;
    super(
      `On ${decisions} decisions that neither was trained on, this model gets ${after.right} right and the active one ` +
        `${before.right}. Send "insist": true to activate it anyway.`,
    );
    this.params = { decisions, before: before.right, after: after.right };
    this.current = replay;
  }
}
