import type { TriageSource } from '../../vocabulary/index.js';

/** An answer of a remote model that its provider bills. Calls without an answer are not billed. */
export interface BilledCall {
  source: TriageSource;
  model: string;
  tickets: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
}

/** Records the usage of remote models, on which the daily budget is based. */
export abstract class UsageLedger {
  /** Never rejects: a failure to record the usage must not lose the answer. */
  abstract record(call: BilledCall): Promise<void>;
  /** Cost in US dollars of all processes on the current UTC day. May be a few seconds old. */
  abstract spentToday(): Promise<number>;
}

/** For operator commands, whose calls are not recorded. */
export const NULL_LEDGER: UsageLedger = {
  record: () => Promise.resolve(),
  spentToday: () => Promise.resolve(0),
};
