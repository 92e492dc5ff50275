import { QueryFailedError } from 'typeorm';

/** The name of the constraint that a failed statement would have broken; undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof QueryFailedError
    ? (error.driverError as { constraint?: string }).constraint
    : undefined;
}
