import { isIP } from 'node:net';
import { findPhoneNumbersInText } from 'libphonenumber-js/min';
import type { TicketText } from './classifier.js';

const KINDS = ['email', 'phone', 'card', 'iban', 'secret', 'ip', 'mac', 'id', 'birthdate'] as const;
export type PersonalDataKind = (typeof KINDS)[number];

export interface RedactedTicket {
  /** Text with a placeholder such as `[email 1]` for each value. The same value has the same placeholder. */
  text: TicketText;
  /** Original values by placeholder. */
  values: ReadonlyMap<string, string>;
}

interface PersonalDataMatch {
  kind: PersonalDataKind;
  start: number;
  end: number;
}

/**
 * Replaces personal data and secrets that triage does not need: email, IP and MAC addresses, numbers of phones,
 * cards, accounts and documents, dates of birth, keys and passwords. Names and postal addresses stay, because
 * patterns cannot recognize them.
 */
export function redactPersonalData(text: TicketText): RedactedTicket {
  const placeholders = new Map<string, string>();
  const values = new Map<string, string>();
  const counts = new Map<PersonalDataKind, number>();
  // Placeholders written in the ticket itself must not be restored to other values.
  const written = new Set(`${text.title}\n${text.description}`.match(PLACEHOLDER));

  const placeholderFor = (kind: PersonalDataKind, value: string): string => {
    const key = `${kind} ${canonicalValue(kind, value)}`;
    const known = placeholders.get(key);
    if (known) return known;
    let placeholder: string;
    do {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      placeholder = `[${kind} ${count}]`;
    } while (written.has(placeholder));
    placeholders.set(key, placeholder);
    values.set(placeholder, value);
    return placeholder;
  };
  const replaced = (original: string): string => {
    let result = '';
    let done = 0;
    for (const { kind, start, end } of findPersonalData(original)) {
      result += original.slice(done, start) + placeholderFor(kind, original.slice(start, end));
      done = end;
    }
    return result + original.slice(done);
  };

  return {
    text: { title: replaced(text.title), description: replaced(text.description) },
    values,
  };
}

/** Restores the values in a model's answer. Unknown placeholders stay unchanged. */
export function restorePersonalData(answer: string, values: ReadonlyMap<string, string>): string {
  // A function, because a value may contain `$&`.
  return answer.replace(PLACEHOLDER, (placeholder) => values.get(placeholder) ?? placeholder);
}

const PLACEHOLDER = new RegExp(`\\[(?:${KINDS.join('|')}) \\d{1,5}\\]`, 'g');

/** Normalizes different spellings of a value. */
function canonicalValue(kind: PersonalDataKind, value: string): string {
  if (kind === 'email' || kind === 'ip' || kind === 'mac') return value.toLowerCase();
  return kind === 'secret' || kind === 'birthdate' ? value : value.replace(/[^+\dA-Za-z]/g, '').toUpperCase();
}

/** Finds values in the order of the text. Where matches overlap, the one of the earlier search is kept. */
function findPersonalData(original: string): PersonalDataMatch[] {
  const { text, at } = normalizeForSearch(original);
  const accepted = new Uint8Array(text.length);
  const found: PersonalDataMatch[] = [];
  for (const search of [secrets, emails, ibans, cards, macs, ips, ids, birthdates, phones]) {
    for (const next of search(text)) {
      if (accepted.subarray(next.start, next.end).includes(1)) continue;
      accepted.fill(1, next.start, next.end);
      found.push(next);
    }
  }
  return found
    .map(({ kind, start, end }) => ({ kind, start: at(start), end: at(end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
}

/** Applies NFKC, and keeps the original position of each character. */
function normalizeForSearch(original: string): { text: string; at: (index: number) => number } {
  if (original.normalize('NFKC') === original && !SPELLINGS.test(original))
    return { text: original, at: (index) => index };
  let text = '';
  const places: number[] = [];
  let position = 0;
  for (const character of original) {
    const form = SPELLED_AS[character] ?? character.normalize('NFKC');
    for (let i = 0; i < form.length; i++) places.push(position);
    text += form;
    position += character.length;
  }
  places.push(position);
  return { text, at: (index) => places[index]! };
}

/** Typographic quotes and full stops in place of ASCII ones in addresses. */
const SPELLED_AS: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '’': "'",
  '。': '.',
  '｡': '.',
  '．': '.',
};
const SPELLINGS = /[“”„’。]/;

/** Tokens with a format of their issuer. */
const TOKENS =
  /(?<![\w-])(?:tiq_[\w-]{8,200}|sk-(?:[a-z]{2,10}-){0,2}[\w-]{16,200}|(?:sk|pk|rk)_(?:live|test)_\w{16,200}|(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])|AIza[\w-]{35}|GOCSPX-[\w-]{20,40}|gh[pousr]_\w{36,255}|github_pat_\w{22,255}|gl(?:pat|sa|dt|rt)[-_][\w-]{20,64}|xox[abeprs]-[\w-]{10,250}|xapp-[\w-]{10,250}|npm_\w{36}|pypi-[\w-]{32,250}|hf_\w{30,40}|shp(?:at|ss|ca|pa)_[\da-f]{32}|dop_v1_[\da-f]{64}|dckr_pat_[\w-]{20,60}|whsec_[\w+/=]{20,80}|lin_api_\w{30,60}|figd_[\w-]{30,60}|nvapi-[\w-]{40,80}|ATATT3[\w=-]{50,250}|sq0(?:atp|csp)-[\w-]{20,60}|(?:AC|SK)[\da-f]{32}(?![\da-z])|\d{8,10}:AA[\w-]{30,40}|AGE-SECRET-KEY-1[0-9A-Z]{50,60}|eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}(?:\.[\w-]{0,1000})?|ya29\.[\w-]{20,500}|SG\.[\w-]{16,64}\.[\w-]{16,64})/g;
/** Webhook URLs, which allow anyone who knows them to post. */
const WEBHOOK =
  /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/|chat\.googleapis\.com\/v1\/spaces\/)[\w@.%/?=&-]{8,400}/g;
/** Password reset links, including this product's, which have the token in the fragment. */
const RESET_LINK =
  /(?<=\/[\w-]{0,40}(?:reset|password|passwort|invite|activate|verify|confirm|magic|login|unsubscribe)[\w-]{0,40}[/#])[\w.~%=-]{8,500}/gi;
/** `password: x`, `my pin is x`, `?api_key=x`, `Authorization: Bearer x`. */
const NAMED =
  /(?<![\p{L}])(?<of>(?:api|access|secret|private|auth|client|license|signing|encryption|session|refresh|id|account|shared)[ _-]?)?(?<name>passwords?|pass|pw|passwd|pwd|passphrase|passcode|pin|secret|token|key|credentials?|authorization|bearer|api-?key|kennwort|passwort|mot de passe|contraseña|wachtwoord|hasło|lösenord|senha|mdp|clave|parola|şifre|parole|heslo|jelszó|lozinka|salasana|adgangskode|пароль|пароля|κωδικός|סיסמה|パスワード|密码|密碼|비밀번호)(?:["'`])?(?<glue>\s{0,2}(?::|：|=|=>)\s{0,2}|>|\s(?:is|was|lautet|ist|est|es)[:\s]\s{0,2}|\s)(?:(?:bearer|basic|token)\s)?["'`]?(?<value>[^\s"'`<>,;]{4,500})/giu;
/** Several words in quotes: `PASSWORD="correct horse"`. */
const IN_QUOTES =
  /(?:password|passwd|passphrase|passwort|kennwort|secret)["'`]?\s{0,2}(?::|=|=>)\s{0,2}(?<quote>["'`])(?<value>[^"'`\n]{4,200})\k<quote>/gi;
/** Options of commands: `sshpass -p x`, `mysql -px`, `curl -u user:x`, `--password x`. */
const OPTIONS = [
  /\bsshpass\s{1,3}-p\s{0,3}["']?(?<value>[^\s"']{3,200})/g,
  /\b(?:mysql|mysqldump|mysqladmin|mariadb)\s[^\n|;]{0,80}?\s?-p(?<value>[^\s"'-][^\s"']{2,200})/g,
  /\b(?:curl|wget|http)\s[^\n|;]{0,200}?(?:-u|--user)[ =]?["']?[\w.@-]{1,60}:(?<value>[^\s"']{3,200})/g,
  /--(?:password|passwd|pass|token|secret|api-key|apikey)[ =]["']?(?<value>[^\s"']{4,200})/g,
];
/** A password may contain unescaped characters: the host begins after the last @. */
const CONNECTION =
  /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s:@/]{0,100}:(?!\d{1,5}\/)(?<value>[^\s@/]{1,200}(?:[@/][^\s@/]{0,100}){0,4})@(?=[\w.[-]{1,255}(?:[:/?\s]|$))/gi;
/** A passphrase of several words up to the end of the sentence: "passphrase: correct horse battery staple". */
const PASSPHRASE =
  /(?<![\p{L}])(?:pass ?phrase|(?:seed|recovery|mnemonic|secret|wallet) ?phrase|mnemonic|merksatz|phrase secrète)["'`]?\s{0,2}(?::|=|\s(?:is|lautet|ist|est)\b)[ :]{0,3}["'`]?(?<value>\p{L}{2,20}(?:[ -]\p{L}{2,20}){2,24})/giu;
/** Query or form parameters, for those whose name denotes a secret. */
const QUERY_VALUE = /[?&;#](?<name>[\w.-]{1,60})=(?<value>[^\s&;#"'<>]{4,2000})/g;
const SECRET_QUERY =
  /^(?:.{0,40}[-_.])?(?:sig|signature|token|jwt|secret|password|passwd|pass|pwd|auth|session|sessionid|sid|otp|hmac|credential|assertion|samlresponse|apikey|accesskeyid)$/i;
/** Parameters that often have harmless values, such as a page or an error. */
const MAYBE_SECRET_QUERY = /^(?:.{0,40}[-_.])?(?:code|key|hash|state|nonce|ticket|invite|k|t|id_hint|user)$/i;
const COOKIES =
  /(?<![\w-])(?:set-)?cookie2?["']?\s{0,2}[:=]\s{0,3}["']?(?<value>[\w.-]{1,80}=[^\r\n"']{1,4000})/gi;
const COOKIE = /(?<![\w.-])(?<name>[\w.-]{3,60})=(?<value>[\w.%+/:~-]{8,2000})/g;
const COOKIE_NAME = /sess|(?:^|[._-])s?sid$|_access|_refresh|auth|csrf|xsrf|token|jwt/i;
/** One-time codes for signing in. */
const ONE_TIME =
  /(?<![\p{L}])(?:(?:verification|security|one[ -]time|otp|2fa|mfa|two[ -]factor|log-?in|sign[ -]?in|sms|authentication|auth|authenticator|confirmation|access|unlock|recovery|backup|activation|pairing)[ -](?:code|pin|password|passcode|number)|otp|m?tan|pins?|(?:einmal|bestätigungs|sicherheits|freischalt|anmelde|verifizierungs|zugangs|prüf|sms-?)[ -]?(?:code|passwort|kennwort|pin|tan)|code (?:de )?(?:vérification|sécurité|confirmation|validation|sms)|código de (?:verificación|seguridad)|codice di (?:verifica|sicurezza)|verificatiecode|kod weryfikacyjny)[^\d\n]{0,20}(?<value>\d{2}[ -]\d{2}[ -]\d{2}|\d{3}[ -]?\d{1,5})(?![\d])/giu;
const CARD_CODE = /(?<![\p{L}])(?:cvv|cvc|cvn)2?(?![\p{L}])[^\d\n]{0,10}(?<value>\d{3,4})(?!\d)/giu;
const RECOVERY_CODES =
  /(?<![\p{L}])(?:(?:recovery|backup|rescue|emergency|scratch)[ -](?:codes?|keys?)|wiederherstellungs(?:codes?|schlüssel)|backup-?codes?|codes? de (?:secours|récupération)|códigos? de recuperación)[^\n:=\d]{0,30}[:=\s]\s{0,4}/giu;
const RECOVERY_CODE =
  /(?:[\s,;*•-]{0,6}(?:\d{1,2}[.)] )?)(?<value>[A-Za-z\d]{4,12}(?:-[A-Za-z\d]{3,12}){0,9})(?![A-Za-z\d])/y;
const MAX_RECOVERY_CODES = 24;

function* secrets(text: string): Generator<PersonalDataMatch> {
  yield* keyBlocks(text);
  yield* findAll(TOKENS, 'secret', text);
  yield* findAll(WEBHOOK, 'secret', text);
  for (const match of text.matchAll(RESET_LINK)) {
    const value = match[0];
    if (text.charAt(match.index - 1) === '#' || isRandom(value))
      yield { kind: 'secret', start: match.index, end: match.index + value.length };
  }
  for (const match of text.matchAll(COOKIES)) yield valueOf(match);
  for (const match of text.matchAll(QUERY_VALUE)) {
    const { name, value } = match.groups as { name: string; value: string };
    const maybe =
      MAYBE_SECRET_QUERY.test(name) && value.length >= 8 && /\d/.test(value) && /[a-z]/i.test(value);
    if (SECRET_QUERY.test(name) || maybe) yield valueOf(match);
  }
  for (const match of text.matchAll(COOKIE)) if (COOKIE_NAME.test(match.groups!.name!)) yield valueOf(match);
  for (const match of text.matchAll(CONNECTION)) yield valueOf(match);
  for (const pattern of [IN_QUOTES, ...OPTIONS])
    for (const match of text.matchAll(pattern)) yield valueOf(match);
  for (const match of text.matchAll(PASSPHRASE)) yield valueOf(match);
  for (const pattern of [ONE_TIME, CARD_CODE])
    for (const match of text.matchAll(pattern)) yield valueOf(match);
  yield* recoveryCodes(text);
  for (const match of text.matchAll(NAMED)) {
    const found = valueOf(match);
    const { of, name, glue } = match.groups!;
    // A quoted value is complete; otherwise trailing punctuation belongs to the sentence.
    const quoted = /["'`<]/.test(text.charAt(found.end));
    const value = quoted ? match.groups!.value! : withoutTrailingStop(match.groups!.value!);
    found.end = found.start + value.length;
    // "the key is missing" and "password: reset it" are sentences: a plain word is only a secret after a sign.
    const sign = /[:：=>]|lautet/.test(glue!);
    const assigned = sign && (of !== undefined || !/^(?:key|pin|token|credentials?)$/i.test(name!));
    if (/^pass$/i.test(name!) && !sign) continue;
    if (isRandom(value) || (assigned && /[\d\p{P}\p{S}]/u.test(value) && value.length >= 6)) yield found;
    else if (/^pin$/i.test(name!) && /^\d{4,8}$/.test(value)) yield found;
    else if (
      /^(?:pass|pw|kennw|contra|mot|wacht|has|lös|senha|mdp|clave|parola|şifre|parole|heslo|jelszó|lozinka|salasana|adgangskode|пароль|пароля|κωδικός|סיסמה|パスワード|密码|密碼|비밀번호)/i.test(
        name!,
      ) &&
      isWordAndMore(value)
    )
      yield found;
    // A single word followed by nothing: "password: sunflower".
    else if (sign && IS_PASSWORD.test(name!) && !NO_PASSWORD.test(value) && isValueEnd(text, found.end))
      yield found;
  }
}

const IS_PASSWORD =
  /^(?:pass(?:words?|wd)?|pwd?|kennwort|passwort|mot de passe|contraseña|wachtwoord|hasło|lösenord|senha|mdp|clave|parola|şifre|parole|heslo|jelszó|lozinka|salasana|adgangskode|пароль|пароля|κωδικός|סיסמה|パスワード|密码|密碼|비밀번호)$/i;
const NO_PASSWORD =
  /^(?:reset|expired|wrong|forgotten|forgot|lost|changed?|none|required|invalid|missing|unknown|empty|yes|no|ok|failed|incorrect|correct|hidden|same|set|vergessen|abgelaufen|falsch|leer|ja|nein|geändert|oublié|perdu|expiré|incorrecta?|olvidada|null|undefined|true|false|string|text|\*+|x+)$/i;

function isValueEnd(text: string, end: number): boolean {
  return /^["'`]?[ \t]{0,4}(?:[,;.!)\]]{0,2}(?:\r?\n|$)|[,;)])/.test(text.slice(end, end + 12));
}

/** Removes punctuation at the end of a sentence or in brackets. */
function withoutTrailingStop(value: string): string {
  let end = value.length;
  while (end > 0 && '.!?)]'.includes(value.charAt(end - 1))) end--;
  return value.slice(0, end);
}

const KEY_BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}(?:PRIVATE KEY(?: BLOCK)?|MESSAGE|SIGNATURE)-----/g;
const KEY_END = /-----END (?:[A-Z0-9]{1,20} ){0,3}(?:PRIVATE KEY(?: BLOCK)?|MESSAGE|SIGNATURE)-----/g;
/** A line of a key or of its header, or an empty one. */
const KEY_LINE =
  /^[ \t>]{0,8}(?:(?:[\w+/=\\-]{10,}|[\w+/=]{1,76}=)\s{0,4}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): .{0,100}|)$/;

/** Also matches keys whose beginning or end is missing. */
function* keyBlocks(text: string): Generator<PersonalDataMatch> {
  let done = 0;
  KEY_END.lastIndex = 0;
  for (const { 0: begin, index } of text.matchAll(KEY_BEGIN)) {
    if (index < done) continue;
    const inside = index + begin.length;
    KEY_END.lastIndex = inside;
    const end = KEY_END.exec(text);
    done =
      end && end.index - inside <= MAX_KEY_LENGTH ? end.index + end[0].length : endOfKeyLines(text, inside);
    yield { kind: 'secret', start: index, end: done };
    if (!end) break;
  }
  KEY_END.lastIndex = 0;
  for (const { 0: end, index } of text.matchAll(KEY_END)) {
    if (index < done) continue;
    let start = index;
    while (start > done) {
      const lineStart = text.lastIndexOf('\n', start - 2) + 1;
      if (lineStart < done || !/^[ \t>]{0,8}[\w+/=]{20,}\s{0,4}$/.test(text.slice(lineStart, start))) break;
      start = lineStart;
    }
    done = index + end.length;
    yield { kind: 'secret', start, end: done };
  }
}

const MAX_KEY_LENGTH = 16_000;

function endOfKeyLines(text: string, from: number): number {
  let end = from;
  let at = from;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const line = text.slice(at, lineEnd);
    if (!KEY_LINE.test(line)) {
      // If the whole key is in one line, it ends with its first word.
      if (at === from) end = from + /^\s{0,2}[\w+/=\\.…-]{0,16000}/.exec(line)![0].length;
      break;
    }
    if (line.trim() !== '') end = lineEnd;
    at = lineEnd + 1;
  }
  return end;
}

function* recoveryCodes(text: string): Generator<PersonalDataMatch> {
  for (const match of text.matchAll(RECOVERY_CODES)) {
    RECOVERY_CODE.lastIndex = match.index + match[0].length;
    for (let count = 0; count < MAX_RECOVERY_CODES; count++) {
      const code = RECOVERY_CODE.exec(text);
      const value = code?.groups!.value;
      if (!code || !value || !(/\d/.test(value) || value.includes('-'))) break;
      yield valueOf(code);
    }
  }
}

function valueOf(match: RegExpExecArray): PersonalDataMatch {
  const value = match.groups!.value!;
  const end = match.index + match[0].lastIndexOf(value) + value.length;
  return { kind: 'secret', start: end - value.length, end };
}

/** Long hexadecimal numbers, or letters mixed with digits as in base64. */
function isRandom(value: string): boolean {
  if (/^[\da-f]{16,}$/i.test(value)) return /\d/.test(value) && /[a-f]/i.test(value);
  return value.length >= 16 && /^[\w+/=.~-]+$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value);
}

/** "Summer2024!", but not "expired", "123" or "error-17". */
function isWordAndMore(value: string): boolean {
  return (
    value.length >= 6 && /\p{L}/u.test(value) && /\d/.test(value) && !/^\p{L}{1,40}-\d{1,4}$/u.test(value)
  );
}

const DOMAIN = String.raw`(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,6}\p{L}{2,24}(?![\p{L}\d])`;
const EMAIL = new RegExp(
  `(?<![\\p{L}\\d_.+%-])[\\p{L}\\d_.+%'-]{1,64}(?:@ ?|%40)(?:${DOMAIN}|\\[[\\d.:a-fIPv]{3,45}\\])`,
  'gu',
);
const QUOTED_EMAIL = new RegExp(`"[^"\\n]{1,64}"@${DOMAIN}`, 'gu');
/** Obfuscated addresses: "ada[at]example.org", "ada (at) example (dot) org". */
const SPELLED_EMAIL = new RegExp(
  String.raw`(?<![\p{L}\d_.+%-])[\p{L}\d_.+%-]{1,64}(?:\s{1,2}@\s{1,2}|\s{0,2}[[({<]\s?(?:at|ät|arroba|klammeraffe|@)\s?[\])}>]\s{0,2}|\s(?:at|AT)\s(?=[\p{L}\d-]{1,63}\s?(?:[[({]\s?(?:dot|punkt)|\s(?:dot|DOT|punkt)\s)))[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?(?:(?:\.|\s{0,2}[[({]\s?(?:dot|punkt|point|punto|\.)\s?[\])}]\s{0,2}|\s(?:dot|DOT|punkt)\s)[\p{L}\d-]{2,63}){1,5}`,
  'gu',
);

function* emails(text: string): Generator<PersonalDataMatch> {
  yield* findAll(QUOTED_EMAIL, 'email', text);
  yield* findAll(EMAIL, 'email', text);
  yield* findAll(SPELLED_EMAIL, 'email', text);
}

/** Two letters, two check digits and 11 to 30 more characters, optionally in groups of four. */
const IBAN = /(?<![\dA-Za-z])[A-Z]{2}\d{2}(?:[ -]?[\dA-Z]{4}){2,7}(?:[ -]?[\dA-Z]{1,3})?(?![\dA-Za-z])/gi;

function* ibans(text: string): Generator<PersonalDataMatch> {
  for (const match of text.matchAll(IBAN)) {
    // Letters after it may be the next word: "DE89 3704 0044 0532 0130 00 please".
    for (let length = match[0].length; length >= 15; length--) {
      const candidate = match[0].slice(0, length);
      if (/[ -]$/.test(candidate) || /^[\dA-Za-z]/.test(match[0].slice(length))) continue;
      if (!isIban(candidate)) continue;
      yield { kind: 'iban', start: match.index, end: match.index + length };
      break;
    }
  }
}

/** Checks modulo 97 (ISO 7064). */
function isIban(spelled: string): boolean {
  const iban = spelled.replace(/[ -]/g, '').toUpperCase();
  if (iban.length < 15 || iban.length > 34) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of `${parseInt(character, 36)}`) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder === 1;
}

const CARD = /(?<![\d.,/-])(?:\d[ -]?){12,18}\d(?![\d/-]|[.,]\d)/g;
/** Prefixes of the large card networks. Among other numbers, one in ten passes the Luhn check by chance. */
const NETWORKS =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17})$/;

function* cards(text: string): Generator<PersonalDataMatch> {
  for (const match of text.matchAll(CARD)) {
    const digits = match[0].replace(/\D/g, '');
    if (NETWORKS.test(digits) && passesLuhn(digits)) {
      yield { kind: 'card', start: match.index, end: match.index + match[0].length };
    }
  }
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Excludes version numbers, which may have four parts: "v1.2.3.4", "version 10.0.19045.1". */
const IPV4 =
  /(?<![\w.]|(?<!\.\d{1,3})-)(?<!\b(?:version|ver\.?|release|build|firmware|driver|update)\s{1,3}v?)\d{1,3}(?:\.\d{1,3}){3}(?!\w|-(?!\d{1,3}\.\d)|\.\d)/gi;
const IPV6 = /(?<![\w:.])(?=[\da-f]*:)[\da-f:]{2,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/gi;

function* ips(text: string): Generator<PersonalDataMatch> {
  for (const pattern of [IPV4, IPV6]) {
    for (const match of text.matchAll(pattern)) {
      const value = match[0];
      // "::" and "a::b" are code; a time of day has neither a double colon nor eight parts.
      if (isIP(value) !== 0 && /[1-9]/.test(value))
        yield { kind: 'ip', start: match.index, end: match.index + value.length };
    }
  }
}

const MAC =
  /(?<![\w:.-])(?:[\da-f]{2}(?<sign>[:-])[\da-f]{2}(?:\k<sign>[\da-f]{2}){4}|[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4})(?![\w:-])/gi;

const LABELLED_MAC =
  /(?<![\p{L}])mac(?:[- ]?(?:address|adresse))?[ :]{1,3}(?<value>[\da-f]{12})(?![\p{L}\d])/giu;

function* macs(text: string): Generator<PersonalDataMatch> {
  yield* findAll(MAC, 'mac', text);
  for (const match of text.matchAll(LABELLED_MAC)) yield { ...valueOf(match), kind: 'mac' };
}

/** Words before the number of a document or account, which distinguish it from an order number. */
const ID_NAME =
  /(?<![\p{L}])(?:passport|ssn|social security|national insurance|ni number|tax(?:payer)? id(?:entification)?|tax number|tin|itin|ein|driver'?s? ?licen[cs]e|driving licen[cs]e|identity card|id card|national id|nhs(?: number)?|health insurance|insurance (?:number|id)|medicare|medical record|mrn|patient (?:id|number|no)|(?:bank )?account (?:number|no|nr)|bank account|sort code|routing (?:number|no)|imei|iccid|(?:reise)?pass[- ]?(?:nummer|nr\.?)|reisepass|personalausweis(?:[- ]?(?:nummer|nr\.?))?|ausweis[- ]?(?:nummer|nr\.?)|führerschein(?:[- ]?(?:nummer|nr\.?))?|steuer(?:nummer|-?id(?:entifikationsnummer)?|-?identifikationsnummer)|idnr|(?:sozialversicherungs|sv|rentenversicherungs|(?:kranken)?versicherten|krankenversicherungs|versicherungs|krankenkassen|patienten|konto)[- ]?(?:nummer|nr\.?|id)|blz|bankleitzahl|passeport|carte (?:nationale )?d'identité|permis de conduire|sécurité sociale|numéro fiscal|nir|carte vitale|numéro de compte|rib|dni|nie|pasaporte|número de cuenta|curp|cpf|codice fiscale|passaporto|pesel|dowód(?: osobisty)?|personnummer|cpr(?:-nummer)?|hetu|henkilötunnus|bsn|burgerservicenummer|aadhaar|pan card)(?![\p{L}])/giu;
/** Upper case only: lower-case letters after it are the next word. */
const ID_VALUE =
  /[^\d\n]{0,18}?(?<![\p{L}\d])(?<value>(?:[A-Z]{1,6} ?)?\d[\dA-Z]{0,20}(?:[ ./-][\dA-Z]{1,12}){0,9}|[A-Z]{1,6}\d[\dA-Z]{4,14})(?![\p{L}\d])/uy;
const AMERICAN_SSN = /(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)/g;
const FRENCH_NIR =
  /(?<![\w.-])(?<number>[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3}) ?(?<check>\d\d)(?![\w-])/g;
/** The Italian tax code has a format of its own. */
const CODICE_FISCALE = /(?<![\w-])[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?![\w-])/g;
const UK_NATIONAL_INSURANCE = /(?<![\w-])[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D](?![\w-])/g;
const MIN_ID_DIGITS = 5;

function* ids(text: string): Generator<PersonalDataMatch> {
  for (const name of text.matchAll(ID_NAME)) {
    ID_VALUE.lastIndex = name.index + name[0].length;
    const match = ID_VALUE.exec(text);
    if (!match) continue;
    const value = match.groups!.value!;
    if (value.replace(/\D/g, '').length < MIN_ID_DIGITS || isDate(value)) continue;
    yield { ...valueOf(match), kind: 'id' };
  }
  yield* findAll(AMERICAN_SSN, 'id', text);
  yield* findAll(CODICE_FISCALE, 'id', text);
  yield* findAll(UK_NATIONAL_INSURANCE, 'id', text);
  for (const match of text.matchAll(FRENCH_NIR)) {
    const digits = match.groups!.number!.replace(/ /g, '').replace('2A', '19').replace('2B', '18');
    if (97 - Number(BigInt(digits) % 97n) === Number(match.groups!.check))
      yield { kind: 'id', start: match.index, end: match.index + match[0].length };
  }
}

const BIRTHDATE =
  /(?<![\p{L}])(?:born|date of birth|birth ?date|birthday|dob|d\.o\.b\.?|geboren|geburtsdatum|geburtstag|geb\.|née?(?:\(e\))?|date de naissance|anniversaire|nacid[oa]|fecha de nacimiento|nat[oa]|data di nascita|data de nascimento|nascid[oa]|geboortedatum|födelsedatum|født|data urodzenia|urodzon[ya])(?![\p{L}])[^\d\n]{0,12}?(?<value>\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{1,2}(?:\.|st|nd|rd|th)? (?:de |of )?\p{L}{3,10}\.?,? (?:de )?\d{4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?!\d)/giu;

function* birthdates(text: string): Generator<PersonalDataMatch> {
  for (const match of text.matchAll(BIRTHDATE)) yield { ...valueOf(match), kind: 'birthdate' };
}

/** Words before a phone number without a country code. */
const LABELLED_NUMBER =
  /(?<![\p{L}])(?:tel|téléphone|telephone|telefon|teléfono|telefono|phone|mobile|mobil|móvil|portable|cell|handy|fax|whatsapp|sms|rufnummer|call(?: me| us| back)?|reach me|ring me|text me|contact number|anrufen|erreichbar|joindre|appelez)(?![\p{L}])[^\n\d+()]{0,25}(?<value>\(?\d[\d ()/.-]{5,20}\d)(?![\d\p{L}])/giu;
const AMERICAN = /(?<![\w.+/-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}(?![\w/-])/g;
/** German numbers with a slash, or with the prefix of a mobile network: "030/901820", "0170 1234567". */
const GERMAN =
  /(?<![\w.,/+-])(?:0\d{2,5} ?\/ ?\d{3,9}(?:[ -]\d{1,5}){0,3}|01[5-7]\d[ -]?\d{3,4}[ -]?\d{2,5}(?:[ -]\d{1,4})?)(?![\w/]|-\d|[.,]\d)/g;
const FRENCH =
  /(?<![\w.,/+-])0[1-9](?<gap>[ .-])\d\d(?:\k<gap>\d\d){3}(?![\w/-]|[.,]\d)|(?<![\w.,/+-])0[67]\d{8}(?![\w/-]|[.,]\d)/g;
const BRITISH =
  /(?<![\w.,/+-])(?:07\d{3} ?\d{3} ?\d{3}|0(?:20 \d{4} \d{4}|1\d{3} \d{5,6}|1\d{2} \d{3} \d{4}))(?![\w/-]|[.,]\d| \d)/g;
const INTERNATIONAL = /(?<![\w+.])(?:\+|00)(?=[1-9( ])[\d ()./-]{6,28}/g;
const MIN_PHONE_DIGITS = 7;
const MAX_PHONE_DIGITS = 15;
/** This many are validated by their country's numbering plan. For more, the number of digits decides, to limit the time. */
const MAX_PHONE_CHECKS = 100;

function* phones(text: string): Generator<PersonalDataMatch> {
  let checked = 0;
  for (const { 0: candidate, index } of text.matchAll(INTERNATIONAL)) {
    const shift = candidate.startsWith('+') ? 0 : 1;
    if (++checked <= MAX_PHONE_CHECKS) {
      for (const { startsAt, endsAt } of findPhoneNumbersInText(`+${candidate.slice(1 + shift)}`)) {
        yield {
          kind: 'phone',
          start: index + (startsAt === 0 ? 0 : startsAt + shift),
          end: index + endsAt + shift,
        };
      }
    } else if (isPhoneLong(candidate)) {
      yield { kind: 'phone', start: index, end: index + candidate.trimEnd().length };
    }
  }
  for (const match of text.matchAll(LABELLED_NUMBER)) {
    const value = match.groups!.value!;
    if (isPhoneLong(value) && !isDate(value)) yield { ...valueOf(match), kind: 'phone' };
  }
  for (const pattern of [AMERICAN, GERMAN, FRENCH, BRITISH]) {
    for (const found of findAll(pattern, 'phone', text)) {
      if (isPhoneLong(text.slice(found.start, found.end))) yield found;
    }
  }
}

function isPhoneLong(value: string): boolean {
  const digits = value.replace(/\D/g, '').length;
  return digits >= MIN_PHONE_DIGITS && digits <= MAX_PHONE_DIGITS;
}

function isDate(value: string): boolean {
  const [, ...parts] = /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})/.exec(value) ?? [];
  if (parts.length === 0) return false;
  const [a, b, c] = parts.map(Number) as [number, number, number];
  const isDayOfMonth = (day: number, month: number) => day >= 1 && day <= 31 && month >= 1 && month <= 12;
  return a > 31 ? isDayOfMonth(c, b) : isDayOfMonth(a, b) || isDayOfMonth(b, a);
}

function* findAll(pattern: RegExp, kind: PersonalDataKind, text: string): Generator<PersonalDataMatch> {
  for (const match of text.matchAll(pattern)) {
    yield { kind, start: match.index, end: match.index + match[0].length };
  }
}
