import type { ValidationError } from 'class-validator';
import type { FieldFault } from '../domain-error.js';
import { shorten } from './shorten.js';

/** An answer must not grow with the input that it refuses. */
const MAX_FAULTS = 50;
const MAX_FIELD_LENGTH = 100;
const MAX_MESSAGE_LENGTH = 500;

/** Input that the edge refuses, with the first of the faults that were found, which may repeat what a client sent. */
export class InvalidInput extends Error {
  readonly faults: FieldFault[];

  constructor(faults: FieldFault[]) {
    const named = faults.slice(0, MAX_FAULTS).map(({ field, message }) => ({
      field: shorten(field, MAX_FIELD_LENGTH),
      message: shorten(message, MAX_MESSAGE_LENGTH),
    }));
    const unnamed = faults.length - named.length;
    super(
      named.map(({ field, message }) => `${field} ${message}`).join('; ') +
        (unnamed > 0 ? `; and ${unnamed} more` : ''),
    );
    this.name = 'InvalidInput';
    this.faults = named;
  }
}

/** class-validator's tree as a flat list; `requester.email` names a field within a field. */
export function faultsOf(errors: ValidationError[], parent = ''): FieldFault[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = parent + property;
    const own = Object.entries(constraints).map(([rule, message]) => ({
      field,
      message:
        rule === 'whitelistValidation'
          ? 'is not a known field'
          : message.replace(new RegExp(`^(each value in )?${escaped(property)} `), '$1'),
    }));
    return [...own, ...faultsOf(children, `${field}.`)];
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
