import { ClassifierUnavailable, type DegradedReason } from '../classifier.js';

export interface FailureDetails {
  /** HTTP status, if there was a response. */
  status?: number;
  /** The provider's error code (`API_KEY_INVALID`) or the network's (`ENOTFOUND`). */
  code?: string;
  /** Delay in milliseconds that the provider requested. */
  retryAfterMs?: number;
  /** For a timeout: time in milliseconds that the model was given. */
  waitedMs?: number;
  /** Whether a retry may succeed. */
  transient?: boolean;
}

/**
 * Failure of a remote model. Its message is built from the status and a code, and it has no `cause`: a provider's
 * messages can contain the API key, and its client's errors contain the whole body.
 */
export class RemoteFailure extends ClassifierUnavailable {
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
  readonly waitedMs: number | null;
  readonly transient: boolean;

  constructor(reason: DegradedReason, message: string, details: FailureDetails = {}) {
    const labels = [details.status && `HTTP ${details.status}`, details.code].filter(Boolean).join(', ');
    super(reason, labels ? `${message} (${labels})` : message);
    this.name = 'RemoteFailure';
    this.status = details.status ?? null;
    this.code = details.code ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.waitedMs = details.waitedMs ?? null;
    this.transient = details.transient ?? false;
  }
}

/** An answer that does not conform to the schema or the protocol. */
export function invalidAnswer(what: string, mark?: string): RemoteFailure {
  return new RemoteFailure('invalid_answer', `The model's answer can't be used: ${what}`, { code: mark });
}
