import { DomainError } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';

export class ThresholdsReversed extends DomainError {
  readonly code = 'triage.thresholds_reversed';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'settle_at', ...fault('lower_than', { other: 'apply_at' }) }];
  constructor() {
    super('The auto-accept threshold must not be below the auto-fill threshold.');
  }
}
