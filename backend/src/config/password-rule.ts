import { ValidateBy } from 'class-validator';

/** NIST SP 800-63B asks for length and against guessable ones, not for kinds of characters. */
const MIN_LENGTH = 10;
const MAX_LENGTH = 200;
const MIN_DISTINCT = 5;

/** A password that is worth hashing: the same rule for the first admin's and for everybody's. */
export function IsPassword(): PropertyDecorator {
  const fault = (value: unknown): string | undefined => {
    if (typeof value !== 'string') return 'must be a string';
    if (value.length < MIN_LENGTH) return `must have at least ${MIN_LENGTH} characters`;
    if (value.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
    if (!value.isWellFormed() || value.includes('\0')) return 'must be well-formed text';
    if (new Set(value).size < MIN_DISTINCT || isRun(value)) return 'is too easy to guess';
    return undefined;
  };
  return ValidateBy({
    name: 'isPassword',
    validator: {
      validate: (value: unknown) => fault(value) === undefined,
      defaultMessage: (args) => fault(args?.value) ?? 'is not acceptable',
    },
  });
}

/** `1234567890`, `abcdefghij`. */
function isRun(value: string): boolean {
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  return steps.size <= 2 && [...steps].every((step) => Math.abs(step) <= 1 || step === -9);
}
