/** What went wrong, in the domain's terms; the HTTP edge has a status for each. */
export type Fault = 'invalid' | 'not_found' | 'conflict' | 'stale' | 'impossible';

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
}
