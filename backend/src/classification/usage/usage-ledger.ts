import type { TriageSource } from '../../vocabulary/index.js';

/** An answer of a remote model, as it will stand on the provider's bill; a call without an answer is not there. */
export interface BilledCall {
  source: TriageSource;
  model: string;
  tickets: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
}

export abstract class UsageLedger {
  /** Never fails: what could not be written down must not cost the answer that it is about. */
  abstract record(call: BilledCall): Promise<void>;
  /** In US dollars, by all processes on this day in UTC; a few seconds old. */
  abstract spentToday(): Promise<number>;
}

/** For a single call by hand. */
export const NULL_LEDGER: UsageLedger = {
  record: () => Promise.resolve(),
  spentToday: () => Promise.resolve(0),
};
