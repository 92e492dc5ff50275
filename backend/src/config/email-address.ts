import { domainToASCII } from 'node:url';
import { Transform } from 'class-transformer';
import { isEmail } from 'class-validator';
import { fault } from '../common/field-faults.js';
import { ValidateField } from '../common/validate-field.js';
import { MAX_LENGTH } from '../vocabulary/index.js';

/** Invisible characters: controls, zero-width characters, soft hyphens and unassigned code points. */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;
/**
 * ASCII only, since look-alikes of other scripts would be accounts that users cannot tell apart; and no quotes, since
 * `"ada"` is the mailbox of `ada` (RFC 5321, section 4.1.2).
 */
const LOCAL_PART = /^[!#-~]+$/;
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;

/**
 * Normalizes an address to the spelling that identifies an account: NFKC, lower case, an ASCII local part and the ASCII
 * form of the domain (`xn--…`). Undefined for an invalid or misleading address.
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
 * Requires an email address, which is stored normalized.
 *
 * @param keepCase Whether to keep an address that differs from the normalized one only in case. For addresses that are
 * displayed; accounts are found by the normalized one.
 * @param each Whether the field is a list of addresses. Repeated ones are removed.
 */
export function IsEmailAddress({ keepCase = false, each = false } = {}): PropertyDecorator {
  const normalize = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const normalized = normalizeEmail(value);
    if (normalized === undefined) return value;
    return keepCase && value.trim().toLowerCase() === normalized ? value.trim() : normalized;
  };
  return (target, property) => {
    ValidateField(
      'isEmailAddress',
      (value) =>
        typeof value === 'string' && normalizeEmail(value) !== undefined ? undefined : fault('email_invalid'),
      { each },
    )(target, property);
    Transform(({ value }: { value: unknown }) =>
      each && Array.isArray(value) ? [...new Set(value.map(normalize))] : normalize(value),
    )(target, property);
  };
}
