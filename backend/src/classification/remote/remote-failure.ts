import { ClassifierUnavailable, type DegradedReason } from '../classifier.js';

export interface FailureDetails {
  /** The HTTP status, where there was an answer at all. */
  status?: number;
  /** The provider's reason (`API_KEY_INVALID`) or the network's (`ENOTFOUND`). */
  code?: string;
  /** How long the provider asked to be left alone. */
  retryAfterMs?: number;
  /** For a timeout: how long the model had been given. */
  waitedMs?: number;
  /** Whether the same request may well succeed a moment later. */
  transient?: boolean;
}

/**
 * A remote model's failure, sorted. Its message is made here from the status and a code, and there is no `cause`:
 * a provider's own messages can repeat the API key, and its client's errors hold the whole body.
 */
export class RemoteFailure extends ClassifierUnavailable {
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
  readonly waitedMs: number | null;
  readonly transient: boolean;

  constructor(reason: DegradedReason, message: string, facts: FailureDetails = {}) {
    const marks = [facts.status && `HTTP ${facts.status}`, facts.code].filter(Boolean).join(', ');
    super(reason, marks ? `${message} (${marks})` : message);
    this.name = 'RemoteFailure';
    this.status = facts.status ?? null;
    this.code = facts.code ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.waitedMs = facts.waitedMs ?? null;
    this.transient = facts.transient ?? false;
  }
}

/** An answer that is none. */
export function invalidAnswer(what: string, mark?: string): RemoteFailure {
  return new RemoteFailure('invalid_answer', `The model's answer can't be used: ${what}`, { code: mark });
}
