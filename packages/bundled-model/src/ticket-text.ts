/**
 * Extracts the text that people read from a ticket: no markup, invisible characters, quoted mail or signatures. Keeps
 * the original position of each character, so that evidence can be quoted as written.
 */

export interface NormalizedText {
  /** Normalized text. Removed passages are replaced by spaces. */
  text: string;
  /** Original spelling of a passage of `text`; null if it cannot be quoted, for example because of a tag inside. */
  literal: (start: number, end: number) => string | null;
}

/** The problem is usually at the beginning and the question at the end; the middle of a very long text is logs. */
const HEAD_CHARACTERS = 3000;
const TAIL_CHARACTERS = 1000;
/** A single ligature may expand to eighteen letters. */
const MAX_LENGTH = 2 * (HEAD_CHARACTERS + TAIL_CHARACTERS);
/** With fewer own words ("see below"), the quoted text is the message. */
const MIN_OWN_WORDS = 6;

export function normalizeTicketText(title: string, description: string): NormalizedText {
  const parts = [title.slice(0, HEAD_CHARACTERS), ...headAndTail(description)];
  const raw = parts.join('\n');
  const plain = toPlainText(raw);
  const titleEnd = plain.from.findIndex((at) => at >= parts[0]!.length);
  const text = withoutNoise(foldHomoglyphs(plain.text), titleEnd < 0 ? plain.text.length : titleEnd);
  const borders: number[] = [];
  let border = -1;
  for (const part of parts.slice(0, -1)) borders.push((border += part.length + 1));
  return {
    text,
    literal: (start, end) => {
      const from = plain.from[start];
      const to = plain.to[end - 1];
      if (from === undefined || to === undefined || borders.some((at) => from <= at && at < to)) return null;
      const stretch = raw.slice(from, to);
      return UNSHOWABLE.test(stretch) ? null : stretch;
    },
  };
}

function headAndTail(text: string): string[] {
  return text.length <= HEAD_CHARACTERS + TAIL_CHARACTERS
    ? [text]
    : [text.slice(0, HEAD_CHARACTERS), text.slice(-TAIL_CHARACTERS)];
}

/** Tags, control characters other than white space, direction marks. */
const UNSHOWABLE = /[<\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?!\s)\p{Cc}/u;

const HAS_MARKUP =
  /<\/?(?:a|b|body|br|div|em|font|h[1-6]|html|i|img|li|ol|p|pre|span|strong|table|td|tr|ul)\b/i;
const MARKUP =
  /<!--[^]{0,2000}?-->|<(style|script|blockquote)\b[^]{0,3000}?<\/\1\s*>|<\/?([a-z][a-z0-9]*)\b[^<>]{0,500}>/giy;
const ENTITY = /&(nbsp|amp|lt|gt|quot|apos|#39|#x27);/giy;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
/** Line breaks escaped by an export, but not the path "C:\new". */
const ESCAPED_BREAK = /\\r?\\?n(?![a-z])/y;
const BLOCK_TAG = /^<\/?(?:blockquote|br|div|h[1-6]|li|ol|p|pre|script|style|table|tr|ul)\b/i;
/** A letter with its combining marks, which NFKC must see together. */
const CLUSTER = /[^]\p{M}{0,8}/uy;

interface PlainText {
  text: string;
  from: number[];
  to: number[];
}

/** Resolves markup, entities and escapes, removes invisible characters and applies NFKC. */
function toPlainText(raw: string): PlainText {
  const from: number[] = [];
  const to: number[] = [];
  let text = '';
  const push = (characters: string, start: number, end: number): void => {
    text += characters;
    for (let i = 0; i < characters.length; i++) {
      from.push(start);
      to.push(end);
    }
  };
  const markup = HAS_MARKUP.test(raw);
  const matched = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(raw);
  };
  for (let at = 0; at < raw.length && text.length < MAX_LENGTH;) {
    const code = raw.charCodeAt(at);
    const special =
      markup && code === 0x3c
        ? matched(MARKUP, at)
        : code === 0x26
          ? matched(ENTITY, at)
          : code === 0x5c
            ? matched(ESCAPED_BREAK, at)
            : null;
    if (special) {
      const end = at + special[0].length;
      if (code === 0x26) push(ENTITIES[special[1]!.toLowerCase()] ?? "'", at, end);
      else push(code === 0x5c || BLOCK_TAG.test(special[0]) ? '\n' : ' ', at, end);
      at = end;
      continue;
    }
    if (code < 0x80 && !(raw.charCodeAt(at + 1) >= 0x80)) {
      push(code === 0x0a || (code >= 0x20 && code !== 0x7f) ? raw.charAt(at) : ' ', at, ++at);
      continue;
    }
    const cluster = matched(CLUSTER, at)?.[0] ?? raw.charAt(at);
    const visible = cluster
      .replace(/[\p{Cc}\p{Cs}]/gu, (c) => (c === '\n' ? c : ' '))
      .replace(/\p{Cf}/gu, '');
    push(visible.normalize('NFKC').slice(0, 20), at, at + cluster.length);
    at += cluster.length;
  }
  return { text, from, to };
}

/** Letters of Cyrillic and Greek that look like Latin ones, in the order of LATIN. */
const HOMOGLYPHS = 'асԁеһіјӏоԛгѕтуѡхАВСЕНІЈКМОРЅТХУαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧр';
const LATIN = 'acdehijloqrstywxABCEHIJKMOPSTXYaeikvoptuxABEZHIKMNOPTYXp';
const WORD = /\p{L}+/gu;

/** Only in words that contain Latin letters as well: a word entirely in Cyrillic is not disguised. */
function foldHomoglyphs(text: string): string {
  if (!/[\u0370-\u052f]/.test(text)) return text;
  return text.replace(WORD, (word) =>
    /[a-z]/i.test(word)
      ? word.replace(/[\u0370-\u052f]/g, (letter) => {
          const at = HOMOGLYPHS.indexOf(letter);
          return at < 0 ? letter : LATIN.charAt(at);
        })
      : word,
  );
}

const QUOTE = /^\s*>/;
const QUOTE_BEGINS =
  /^\s*(?:-{2,}\s*(?:original|forwarded) message\b.*|_{20,}|begin forwarded message:|on\b.{5,120}\bwrote:|(?:am|le|el)\b.{5,120}\b(?:schrieb|écrit|escribió)\b.{0,60}:)\s*$/i;
const HEADER = /^\s*\*?(?:from|von|de)\*?:\s/i;
const FURTHER_HEADER = /^\s*\*?(?:sent|to|subject|date|gesendet|an|betreff|datum)\*?:/i;
const SIGNATURE = /^--\s*$/;
const CLOSING =
  /^\s*(?:(?:with )?(?:(?:kind(?:est)?|best|warm(?:est)?|many) ?)?(?:regards|wishes|greetings)|best|sincerely|yours(?: (?:sincerely|faithfully|truly))?|(?:many )?thanks(?: (?:and|&) regards| in advance)?|thank you|cheers|br|rgds|mfg|mit (?:freundlichen|besten) grüßen)[\s,.!]*$/i;
const SENT_FROM = /^\s*sent from my \w+/i;
const DISCLAIMER =
  /^\s*(?:this (?:e-?mail|message)\b.{0,60}\b(?:confidential|intended|privileged)|confidentiality notice|disclaimer:)/i;
const MAX_SIGNATURE_LENGTH = 8;

/** Blanks quoted mail, signatures and disclaimers of the description, which starts at `begin`. */
function withoutNoise(text: string, begin: number): string {
  const lines = text.slice(begin).split('\n');
  if (lines.length === 1) return text;
  const quoted = new Set<number>();
  const noise = new Set<number>();
  const rest = (set: Set<number>, from: number) => {
    for (let at = from; at < lines.length; at++) set.add(at);
  };
  for (const [at, line] of lines.entries()) {
    const following = lines.slice(at + 1, at + 5);
    if (QUOTE.test(line) || quoted.has(at)) quoted.add(at);
    else if (QUOTE_BEGINS.test(line)) {
      if (QUOTE.test(following.find((next) => next.trim() !== '') ?? '')) quoted.add(at);
      else rest(quoted, at);
    } else if (HEADER.test(line) && following.some((next) => FURTHER_HEADER.test(next))) rest(quoted, at);
    else if (SENT_FROM.test(line)) noise.add(at);
    else if (DISCLAIMER.test(line)) rest(noise, at);
    else if (SIGNATURE.test(line) || CLOSING.test(line))
      findSignature(lines, at, quoted).forEach((n) => noise.add(n));
  }
  if (quoted.size + noise.size === 0) return text;
  const own = lines.filter((_, at) => !quoted.has(at) && !noise.has(at)).join(' ');
  if ((own.match(/\p{L}+/gu)?.length ?? 0) < MIN_OWN_WORDS) quoted.clear();
  const kept = lines.map((line, at) => (quoted.has(at) || noise.has(at) ? ' '.repeat(line.length) : line));
  return text.slice(0, begin) + kept.join('\n');
}

/** The few short lines after a closing phrase. A question or a postscript does not belong to a signature. */
function findSignature(lines: readonly string[], closing: number, quoted: ReadonlySet<number>): number[] {
  const following: number[] = [];
  for (let at = closing + 1; at < lines.length; at++) {
    const line = lines[at]!;
    if (QUOTE.test(line) || QUOTE_BEGINS.test(line) || HEADER.test(line) || DISCLAIMER.test(line)) break;
    if (quoted.has(at) || line.trim() === '') continue;
    if (line.length > 80 || /\?|^\s*p\.?s\b/i.test(line)) return [];
    following.push(at);
    if (following.length > MAX_SIGNATURE_LENGTH) return [];
  }
  return following;
}
