import { domainToASCII } from 'node:url';
import { Transform } from 'class-transformer';
import { isEmail } from 'class-validator';
import { fault } from '../common/field-faults.js';
import { ValidateField } from '../common/validate-field.js';
import { MAX_LENGTH } from '../vocabulary/index.js';

/** Characters that are not seen: controls, zero-width characters, soft hyphens, unassigned code points. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;
/**
 * Look-alikes of other scripts would be other accounts that nobody can tell from the first, and `"ada"` is the mailbox of
 * `ada` (RFC 5321, 4.1.2).
 */
const LOCAL_PART = /^[!#-~]+$/;
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;

/**
 * The one spelling under which an address is an account's: NFKC, lower case, an ASCII local part, the domain in its ASCII
 * form (`xn--…`). Undefined for text that is no address, and for one that only looks like another.
 */
export function normalizeEmail(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH.emailAddress || INVISIBLE.test(trimmed)) return undefined;
  const folded = trimmed.normalize('NFKC').toLowerCase();
  const at = folded.lastIndexOf('@');
  if (at < 1) return undefined;
  const [localPart, domain] = [folded.slice(0, at), folded.slice(at + 1)];
  if (!LOCAL_PART.test(localPart) || !DOMAIN.test(domain)) return undefined;
  const address = `${localPart}@${domainToASCII(domain)}`;
  return isEmail(address, { require_tld: false }) && address.length <= MAX_LENGTH.emailAddress
    ? address
    : undefined;
}

/**
 * An e-mail address, validated and stored in its normalized spelling.
 *
 * @param keepCase Leave an address as it was written where it differs from the normalized one in case alone: it is shown
 * to people, and accounts are looked up by the normalized one.
 */
export function IsEmailAddress({ keepCase = false } = {}): PropertyDecorator {
  return (target, property) => {
    ValidateField('isEmailAddress', (value) =>
      typeof value === 'string' && normalizeEmail(value) !== undefined ? undefined : fault('email_invalid'),
    )(target, property);
    Transform(({ value }: { value: unknown }) => {
      if (typeof value !== 'string') return value;
      const normalized = normalizeEmail(value);
      if (normalized === undefined) return value;
      return keepCase && value.trim().toLowerCase() === normalized ? value.trim() : normalized;
    })(target, property);
  };
}
