/** What went wrong, in the domain's terms; the HTTP edge has a status for each. */
export type Fault =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'impossible'
  | 'too_many';

export interface FieldFault {
  field: string;
  message: string;
}

/** An error that a caller can do something about. */
export abstract class DomainError extends Error {
  /** Stable, for programs: `ticket.not_found`. */
  abstract readonly code: string;
  abstract readonly fault: Fault;
  readonly fields: FieldFault[] = [];
  /** When asking again makes sense. */
  readonly retryAfterSeconds?: number;
  /** What the thing is like now, where the caller's idea of it is out of date. */
  readonly current?: unknown;
}
