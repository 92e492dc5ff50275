import { decodeText } from './charsets.js';
import { decodeHeaderText } from './header-text.js';
import { hexDigit } from './transfer-encodings.js';

/** A header such as Content-Type: its value in lower case, and its decoded parameters. */
export interface ParameterizedValue {
  value: string;
  parameters: Map<string, string>;
}

interface RawParameter {
  name: string;
  value: string;
}

/** Characters of one header that are read. */
const LONGEST = 100_000;

/** @param header a character for each byte */
export function parseParameters(header: string): ParameterizedValue {
  const [value = '', ...rest] = splitParameters(header.slice(0, LONGEST));
  const raw = rest.map(toParameter).filter((parameter) => parameter !== undefined);
  return { value: value.trim().toLowerCase(), parameters: decodeParameters(raw) };
}

/** Splits at semicolons outside of quotes, without comments. A missing closing quote ends at the end. */
function splitParameters(header: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  let depth = 0;
  const lastClosing = header.lastIndexOf(')');
  for (let i = 0; i < header.length; i++) {
    const char = header[i]!;
    if (quoted) {
      piece += char;
      if (char === '\\' && i + 1 < header.length) piece += header[++i]!;
      else if (char === '"') quoted = false;
    } else if (depth > 0) {
      if (char === '\\') i++;
      else if (char === '(') depth++;
      else if (char === ')') depth--;
    } else if (char === '(' && /^[\s;]?$/.test(header[i - 1] ?? '') && i < lastClosing) depth++;
    else if (char === '"') {
      quoted = true;
      piece += char;
    } else if (char === ';') {
      pieces.push(piece);
      piece = '';
    } else piece += char;
  }
  pieces.push(piece);
  return pieces;
}

function toParameter(piece: string): RawParameter | undefined {
  const equals = piece.indexOf('=');
  if (equals === -1) return undefined;
  return {
    name: piece.slice(0, equals).trim().toLowerCase(),
    value: unquote(piece.slice(equals + 1).trim()),
  };
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  let text = '';
  for (let i = 1; i < value.length && value[i] !== '"'; i++) {
    const next = value[i + 1];
    // Windows paths are not escaped by all senders.
    if (value[i] === '\\' && (next === '"' || next === '\\')) text += value[++i]!;
    else text += value[i]!;
  }
  return text;
}

/** Joins continuations and decodes them (RFC 2231). The first of two parameters of a name wins. */
function decodeParameters(raw: RawParameter[]): Map<string, string> {
  const parameters = new Map<string, string>();
  const sections = new Map<string, { index: number; encoded: boolean; value: string }[]>();
  for (const { name, value } of raw) {
    const match = /^([^*]{1,100})(?:\*(\d{1,4}))?(\*)?$/.exec(name);
    if (!match || (match[2] === undefined && match[3] === undefined)) {
      if (!parameters.has(name)) parameters.set(name, decodeHeaderText(value));
      continue;
    }
    const list = sections.get(match[1]!) ?? [];
    list.push({ index: Number(match[2] ?? 0), encoded: match[3] !== undefined, value });
    sections.set(match[1]!, list);
  }
  for (const [name, list] of sections) {
    list.sort((a, b) => a.index - b.index);
    parameters.set(name, decodeSections(list));
  }
  return parameters;
}

function decodeSections(list: { encoded: boolean; value: string }[]): string {
  const first = list[0]!;
  const prefix = first.encoded ? /^([^']{0,60})'[^']{0,60}'/.exec(first.value) : null;
  const values = list.map(({ value, encoded }, i) => {
    const rest = i === 0 && prefix ? value.slice(prefix[0].length) : value;
    return encoded ? decodePercent(rest) : rest;
  });
  const joined = values.join('');
  return first.encoded ? decodeText(Buffer.from(joined, 'latin1'), prefix?.[1]) : decodeHeaderText(joined);
}

function decodePercent(value: string): string {
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const [high, low] = [hexDigit(value.charCodeAt(i + 1)), hexDigit(value.charCodeAt(i + 2))];
    if (value[i] === '%' && high >= 0 && low >= 0) {
      text += String.fromCharCode(high * 16 + low);
      i += 2;
    } else text += value[i]!;
  }
  return text;
}
