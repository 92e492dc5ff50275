import type { ValidationError } from 'class-validator';
import type { FieldFault } from '../common/field-faults.js';
import { faultsOfField } from '../common/validate-field.js';
import { shorten } from './shorten.js';

/** Limits the size of the response, regardless of the refused input. */
const MAX_FAULTS = 50;
const MAX_FIELD_LENGTH = 100;

/** Input that the HTTP layer refuses. Holds the first faults, which may repeat what the client sent. */
export class InvalidInput extends Error {
  readonly faults: FieldFault[];

  constructor(faults: FieldFault[]) {
    const named = faults
      .slice(0, MAX_FAULTS)
      .map(({ field, ...fault }) => ({ field: shorten(field, MAX_FIELD_LENGTH), ...fault }));
    const unnamed = faults.length - named.length;
    super(
      named.map(({ field, message }) => `${field}: ${message}`).join(' ') +
        (unnamed > 0 ? ` And ${unnamed} more.` : ''),
    );
    this.name = 'InvalidInput';
    this.faults = named;
  }
}

/** Flattens class-validator's error tree. Nested fields are named like `requester.email`. */
export function faultsOf(errors: ValidationError[], parent = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const field = parent + error.property;
    const fieldFaults = faultsOfField(error).map((fault) => ({ field, ...fault }));
    return [...fieldFaults, ...faultsOf(error.children ?? [], `${field}.`)];
  });
}
