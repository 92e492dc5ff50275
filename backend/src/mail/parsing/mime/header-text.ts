import { decodeText, detectText } from './charsets.js';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encodings.js';

/** Longest encoded word that is decoded. RFC 2047 allows 75 characters; many senders write longer ones. */
const LONGEST_WORD = 8_000;
const WORD_START = /=\?([^?\s]{1,60})\?([bq])\?/iy;

interface EncodedWord {
  charset: string;
  bytes: Buffer;
  end: number;
}

/**
 * Decodes an unstructured header: encoded words (RFC 2047), and bytes outside of them. Adjacent words of one charset
 * are joined before they are decoded, because senders split them inside a character.
 * @param value a character for each byte
 */
export function decodeHeaderText(value: string): string {
  let text = '';
  let plainStart = 0;
  let joined: { charset: string; chunks: Buffer[] } | undefined;
  const flush = () => {
    if (joined) text += decodeText(Buffer.concat(joined.chunks), joined.charset);
    joined = undefined;
  };
  let at = value.indexOf('=?');
  while (at !== -1) {
    const word = encodedWordAt(value, at);
    if (!word) {
      at = value.indexOf('=?', at + 2);
      continue;
    }
    const between = value.slice(plainStart, at);
    if (!joined || between.trim() !== '') {
      flush();
      text += decodeBytes(between);
    } else if (joined.charset !== word.charset) flush();
    joined ??= { charset: word.charset, chunks: [] };
    joined.chunks.push(word.bytes);
    plainStart = word.end;
    at = value.indexOf('=?', word.end);
  }
  flush();
  return text + decodeBytes(value.slice(plainStart));
}

function encodedWordAt(value: string, at: number): EncodedWord | undefined {
  WORD_START.lastIndex = at;
  const match = WORD_START.exec(value);
  if (!match) return undefined;
  const start = at + match[0].length;
  const end = wordEnd(value, start);
  if (end === -1) return undefined;
  const encoded = value.slice(start, end);
  // A language may follow the charset (RFC 2231).
  const charset = match[1]!.split('*')[0]!.toLowerCase();
  const quoted = match[2]!.toLowerCase() === 'q';
  const bytes = quoted
    ? decodeQuotedPrintable(Buffer.from(encoded.replaceAll('_', ' ') + '\0', 'latin1')).subarray(0, -1)
    : decodeBase64(encoded);
  return { charset, bytes, end: end + 2 };
}

/** Senders leave question marks as they are, so that `?=` may be part of the text if an escape follows. */
function wordEnd(value: string, start: number): number {
  const rest = value.slice(start, start + LONGEST_WORD);
  const next = rest.indexOf('=?');
  let end = rest.indexOf('?=');
  while (end !== -1 && /^\?=[0-9A-F]{2}/.test(rest.slice(end, end + 4))) {
    const later = rest.indexOf('?=', end + 2);
    if (later === -1 || (next !== -1 && next > end && later > next + 1)) break;
    end = later;
  }
  return end === -1 ? -1 : start + end;
}

/** Bytes of a header that are not encoded: UTF-8 (RFC 6532), or a guess. */
export function decodeBytes(binary: string): string {
  // eslint-disable-next-line no-control-regex -- tests for bytes outside of ASCII and escapes of ISO-2022
  return /[\x1b\x80-\xff]/.test(binary) ? detectText(Buffer.from(binary, 'latin1')) : binary;
}
