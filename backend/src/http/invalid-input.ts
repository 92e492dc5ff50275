import type { ValidationError } from 'class-validator';
import type { FieldFault } from '../domain-error.js';

/** Input that the edge refuses, with every fault that was found. */
export class InvalidInput extends Error {
  constructor(readonly faults: FieldFault[]) {
    super(faults.map(({ field, message }) => `${field} ${message}`).join('; '));
    this.name = 'InvalidInput';
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
