import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { fault, type Fault } from '../common/field-faults.js';
import { ValidateField } from '../common/validate-field.js';
import { PASSWORD_LENGTH } from '../vocabulary/index.js';

const MIN_DISTINCT = 5;

/** Below it a program guesses the password online: zxcvbn's line between "weak" and "fair", as a power of ten. */
const MIN_GUESSES_LOG10 = 6;
/** The estimate takes time with the square of the length, up to 20 ms for this many; what is guessable begins guessably. */
const ESTIMATED_LENGTH = 32;

/** Decorations such as `!2026` that make no common word a password. */
const MAX_DECORATION = 7;
const MIN_CORE = 4;
const COMMONEST = 10_000;

/** What a password may hold of its owner's name and address, and must not consist of. */
const MIN_OWN_WORD_LENGTH = 3;
const MIN_LENGTH_BESIDE_OWN_WORDS = 5;
const PRODUCT_WORDS = ['ticketiq', 'helpdesk', 'administrator', 'admin'];

/** What other languages of our users have in place of `password`, `welcome` and `summer`; the dictionary is English. */
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

/** Made at the first use: it takes 50 ms and 20 MB that a worker never needs. */
let estimator: ZxcvbnFactory | undefined;
let commonest: Set<string> | undefined;

/** Length and plain runs; {@link findPasswordWeakness} has the rest, which takes too long for a stranger to ask for. */
export function IsPassword(): PropertyDecorator {
  return ValidateField('isPassword', findPlainFault);
}

/** A password of the settings, whose owner has the address of the setting beside it. */
export function IsStrongPassword(emailOf: (settings: object) => string | undefined): PropertyDecorator {
  return ValidateField(
    'isUnguessablePassword',
    (value, settings) =>
      findPlainFault(value) ??
      findPasswordWeakness(value as string, [emailOf(settings) ?? ''].filter(Boolean)),
  );
}

/**
 * Why a program would guess the password: it is among the commonest, or one of them with a decoration, or the owner's
 * name, or a walk over the keyboard. Undefined for a good one.
 *
 * @param about The owner's name and e-mail address.
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

/** In the order of how often they are used. */
function commonPasswords(): string[] {
  return dictionary['passwords-common'].map(String);
}

/** `Summer2026!`, `P@ssw0rd-99`, `dragon dragon`: a common password, or one repeated, with a few digits and signs. */
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

/** Little is left once the words of the owner, and of this service, are taken out. */
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

/** `1234567890`, `abcdefghij`. */
function isRun(value: string): boolean {
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  return steps.size <= 2 && [...steps].every((step) => Math.abs(step) <= 1 || step === -9);
}
