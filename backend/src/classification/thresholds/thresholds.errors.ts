import { DomainError } from '../../domain-error.js';

export class ThresholdsReversed extends DomainError {
  readonly code = 'triage.thresholds_reversed';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'settle_at', message: 'must not be below apply_at' }];
  constructor() {
    super('What is too unsure to be applied can’t be sure enough to be settled.');
  }
}
