import type { FieldFault } from './field-faults.js';

/** Kind of a domain error, which the HTTP layer maps to a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'impossible'
  | 'too_many';

/** Parameters of an error's detail, for clients that translate it. */
export interface ProblemParams {
  /** Statuses of a refused transition. */
  from?: string;
  to?: string;
  /** Allowed values. */
  allowed?: readonly string[];
  /** Current status or triage state. */
  status?: string;
  state?: string;
  /** ID of the ticket that took over the conversation. */
  into?: number;
  /** Limits. */
  max?: number;
  min?: number;
  /** Number of available items. */
  available?: number;
  retry_after_seconds?: number;
  /** Comparison of models: correct answers before and after, out of `decisions`. */
  decisions?: number;
  before?: number;
  after?: number;
}

/** An error that the caller can resolve. */
export abstract class DomainError extends Error {
  /** Stable identifier for programs, such as `ticket.not_found`. */
  abstract readonly code: string;
  abstract readonly fault: ErrorKind;
  readonly params: ProblemParams = {};
  readonly fields: FieldFault[] = [];
  /** Seconds after which a retry is useful. */
  readonly retryAfterSeconds?: number;
  /** The current resource, if the caller's version is outdated. */
  readonly current?: unknown;
}
