import type { TriageSource } from '../vocabulary/index.js';
import type { DegradedReason } from './classifier.js';

export const CLASSIFIER_CALLED = 'classifier.called';

/** Announced inside the process whenever a classifier was wanted. */
export interface ClassifierCalled {
  source: TriageSource;
  latencyMs: number;
  /** Null where it answered. */
  failure: DegradedReason | null;
  /** For a fallback's answer: why it was not the remote model's. */
  insteadOfRemote: DegradedReason | null;
  inputTokens: number | null;
  outputTokens: number | null;
}
