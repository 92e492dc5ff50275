import type { FieldFault } from './field-faults.js';

/** What went wrong, in the domain's terms; the HTTP edge has a status for each. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'impossible'
  | 'too_many';

/** The variable parts of a detail, for clients that word it themselves. */
export interface ProblemParams {
  /** Of a status transition. */
  from?: string;
  to?: string;
  /** The values that are possible instead. */
  allowed?: readonly string[];
  /** What it is in now. */
  status?: string;
  state?: string;
  /** A limit. */
  max?: number;
  min?: number;
  /** How many there are. */
  available?: number;
  retry_after_seconds?: number;
  /** Of a comparison of models: right answers among so many decisions, before and after. */
  decisions?: number;
  before?: number;
  after?: number;
}

/** An error that a caller can do something about. */
export abstract class DomainError extends Error {
  /** Stable, for programs: `ticket.not_found`. */
  abstract readonly code: string;
  abstract readonly fault: ErrorKind;
  readonly params: ProblemParams = {};
  readonly fields: FieldFault[] = [];
  /** When asking again makes sense. */
  readonly retryAfterSeconds?: number;
  /** The current state of the resource, where the caller's idea of it is out of date. */
  readonly current?: unknown;
}
