import { DomainError } from '../../domain-error.js';
import type { Replay } from './replay.js';

export class ModelNotFound extends DomainError {
  readonly code = 'triage_model.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`There is no learnt model ${id}.`);
  }
}

export class TooFewDecisions extends DomainError {
  readonly code = 'triage_model.too_few_decisions';
  readonly fault = 'conflict';
  constructor(needed: number, there: number) {
    super(`Learning takes at least ${needed} tickets that agents have decided; there are ${there}.`);
  }
}

export class LearningUnderWay extends DomainError {
  readonly code = 'triage_model.learning_under_way';
  readonly fault = 'conflict';
  constructor() {
    super('A model is being learnt already.');
  }
}

export class ModelNotWaiting extends DomainError {
  readonly code = 'triage_model.not_waiting';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Model ${id} does not wait for approval.`);
  }
}

export class ModelWorse extends DomainError {
  readonly code = 'triage_model.worse';
  readonly fault = 'conflict';
  override readonly current: Replay;
  constructor(replay: Replay) {
    super(
      `Of ${replay.decisions} decisions that no model has learnt from, it gets ${replay.after.right} right where the ` +
        `one of now gets ${replay.before.right}. Insist, if it shall answer all the same.`,
    );
    this.current = replay;
  }
}
