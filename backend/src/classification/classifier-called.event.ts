import type { TriageSource } from '../vocabulary/index.js';
import type { DegradedReason } from './classifier.js';

export const CLASSIFIER_CALLED = 'classifier.called';

/** Emitted within the process for each classifier call. */
export interface ClassifierCalled {
  source: TriageSource;
  latencyMs: number;
  /** Null if the call succeeded. */
  failure: DegradedReason | null;
  /** For a fallback's answer: why the remote model did not answer. */
  insteadOfRemote: DegradedReason | null;
  inputTokens: number | null;
  outputTokens: number | null;
}
