import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { fault, type Fault } from '../common/field-faults.js';
import { ValidateField } from '../common/validate-field.js';
import { PASSWORD_LENGTH } from '../vocabulary/index.js';

const MIN_DISTINCT = 5;

/**
 * Minimum number of guesses, as a power of ten: zxcvbn's boundary between "weak" and "fair". Below it, an online attack
 * succeeds.
 */
const MIN_GUESSES_LOG10 = 6;
/**
 * Estimation takes quadratic time, up to 20 ms for this length. A longer password is guessable only if its start is.
 */
const ESTIMATED_LENGTH = 32;

/** Maximum length of decorations such as `!2026`, which do not strengthen a common password. */
const MAX_DECORATION = 7;
const MIN_CORE = 4;
const COMMONEST = 10_000;

/** Words of the owner's name and address from this length on do not count towards the password's length. */
const MIN_OWN_WORD_LENGTH = 3;
const MIN_LENGTH_BESIDE_OWN_WORDS = 5;
const PRODUCT_WORDS = ['ticketiq', 'helpdesk', 'administrator', 'admin'];

/** Translations of common passwords, such as `password`, `welcome` and `summer`. The dictionary is English. */
const OTHER_LANGUAGES = [
  ...[
    'passwort',
    'kennwort',
    'geheim',
    'willkommen',
    'hallo',
    'schatz',
    'frühling',
    'fruehling',
    'sommer',
    'herbst',
  ],
  ...[
    'motdepasse',
    'bienvenue',
    'bonjour',
    'contraseña',
    'contrasena',
    'bienvenido',
    'wachtwoord',
    'haslo',
    'parola',
  ],
  ...['пароль', 'привет', 'йцукен', 'йцукенг', 'йцукенгшщз'],
];

const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Created on first use, which takes 50 ms and 20 MB that a worker never needs. */
let estimator: ZxcvbnFactory | undefined;
let commonest: Set<string> | undefined;

/**
 * Checks length and plain sequences. {@link findPasswordWeakness} checks the rest, which is too expensive for
 * unauthenticated requests.
 */
export function IsPassword(): PropertyDecorator {
  return ValidateField('isPassword', findPlainFault);
}

/** For passwords in the settings. `emailOf` returns the owner's address from the neighboring setting. */
export function IsStrongPassword(emailOf: (settings: object) => string | undefined): PropertyDecorator {
  return ValidateField(
    'isUnguessablePassword',
    (value, settings) =>
      findPlainFault(value) ??
      findPasswordWeakness(value as string, [emailOf(settings) ?? ''].filter(Boolean)),
  );
}

/**
 * Returns why a password is guessable: it is common, decorated, derived from the owner's name, or a keyboard pattern.
 * Undefined for a strong password.
 *
 * @param about The owner's name and email address.
 */
export function findPasswordWeakness(password: string, about: readonly string[] = []): Fault | undefined {
  const folded = password.normalize('NFKC').toLowerCase();
  commonest ??= new Set([...commonPasswords().slice(0, COMMONEST), ...OTHER_LANGUAGES]);
  if (commonest.has(folded) || isDecoratedCommonPassword(folded, commonest)) return fault('password_common');
  if (containsOwnWords(folded, about)) return fault('password_personal');
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const { guessesLog10 } = estimator.check(folded.slice(0, ESTIMATED_LENGTH));
  return guessesLog10 < MIN_GUESSES_LOG10 ? fault('password_guessable') : undefined;
}

function findPlainFault(value: unknown): Fault | undefined {
  if (typeof value !== 'string') return fault('not_text');
  if (value.length < PASSWORD_LENGTH.min) return fault('too_short', { min: PASSWORD_LENGTH.min });
  if (value.length > PASSWORD_LENGTH.max) return fault('too_long', { max: PASSWORD_LENGTH.max });
  if (value.includes('\0')) return fault('nul_character');
  if (!value.isWellFormed()) return fault('malformed_unicode');
  const folded = value.normalize('NFKC');
  return new Set(folded).size < MIN_DISTINCT || isRun(folded) ? fault('password_guessable') : undefined;
}

/** Sorted by descending frequency. */
function commonPasswords(): string[] {
  return dictionary['passwords-common'].map(String);
}

/**
 * Matches a common password, possibly repeated or with a few digits and symbols: `Summer2026!`, `P@ssw0rd-99`, `dragon
 * dragon`.
 */
function isDecoratedCommonPassword(folded: string, common: Set<string>): boolean {
  const [word = '', ...again] = folded.split(/\P{L}+/u).filter(Boolean);
  if (
    word.length >= MIN_CORE &&
    again.length > 0 &&
    again.every((each) => each === word) &&
    common.has(word)
  ) {
    return true;
  }
  const core = folded.replace(/^\P{L}+/u, '').replace(/\P{L}+$/u, '');
  if (core.length < MIN_CORE || folded.length - core.length > MAX_DECORATION) return false;
  const plain = unleet(core);
  return [core, plain, [...plain].reverse().join('')].some((each) => common.has(each));
}

/** Whether little remains without the words of the owner and of this service. */
function containsOwnWords(folded: string, about: readonly string[]): boolean {
  const words = about
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.normalize('NFKC').toLowerCase())
    .concat(PRODUCT_WORDS)
    .filter((word) => word.length >= MIN_OWN_WORD_LENGTH)
    .sort((a, b) => b.length - a.length);
  return [folded, unleet(folded)].some((text) => {
    const rest = words.reduce((left, word) => left.replaceAll(word, ''), text);
    return rest !== text && rest.replace(/[^\p{L}\p{N}]/gu, '').length < MIN_LENGTH_BESIDE_OWN_WORDS;
  });
}

function unleet(text: string): string {
  return [...text].map((character) => LEET[character] ?? character).join('');
}

/** Matches sequences such as `1234567890` and `abcdefghij`. */
function isRun(value: string): boolean {
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  return steps.size <= 2 && [...steps].every((step) => Math.abs(step) <= 1 || step === -9);
}
