import { ValidateBy, type ValidationError } from 'class-validator';
import { fault, type Fault, type FieldFaultCode } from './field-faults.js';

type FindFault = (value: unknown, object: object) => Fault | undefined;

/**
 * A class-validator rule that reports faults by code. A missing value is `required`.
 *
 * @param name Name of the constraint, unique among the rules of a field.
 * @param each Whether the rule applies to each item of a list.
 */
export function ValidateField(name: string, find: FindFault, { each = false } = {}): PropertyDecorator {
  const faultIn: FindFault = (value, object) => {
    if (value === undefined || value === null) return fault('required');
    if (!each || !Array.isArray(value)) return find(value, object);
    return value.map((item: unknown) => find(item, object)).find(Boolean);
  };
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown, args) => faultIn(value, args?.object ?? {}) === undefined,
        defaultMessage: (args) => faultIn(args?.value, args?.object ?? {})?.message ?? '',
      },
    },
    // class-validator passes on the context of an error, but only the text of its message.
    { context: { faultIn } },
  );
}

/** Codes of class-validator's own rules that DTOs use; all are without parameters. */
const CODES: Record<string, FieldFaultCode> = {
  isBoolean: 'not_boolean',
  isArray: 'not_list',
  isObject: 'not_object',
  nestedValidation: 'not_object',
  whitelistValidation: 'unknown_field',
};

/**
 * Returns the faults of one field.
 * @throws Error for a rule without a code
 */
export function faultsOfField({ value, target, constraints = {}, contexts }: ValidationError): Fault[] {
  return Object.keys(constraints).map((rule) => {
    const { faultIn } = (contexts?.[rule] ?? {}) as { faultIn?: FindFault };
    const knownFault = faultIn?.(value, target ?? {});
    if (knownFault) return knownFault;
    const code = CODES[rule];
    if (!code) throw new Error(`The validation rule ${rule} has no code of a fault.`);
    const isMissing = (value === undefined || value === null) && code !== 'unknown_field';
    return fault(isMissing ? 'required' : code);
  });
}
