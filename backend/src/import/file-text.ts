import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { OperatorError } from '../common/operator-error.js';

export class UnreadableFile extends OperatorError {}

const UTF_8_MARK = Buffer.from('\ufeff');

/**
 * Reads a file of any size as UTF-8 without byte order mark. The encoding is that of the byte order mark, else the
 * given one, else UTF-8, which is not verified.
 *
 * @param encoding A label of the WHATWG Encoding Standard, such as `windows-1252`.
 * @throws UnreadableFile for bytes that are invalid in the encoding
 */
export async function* utf8Chunks(path: string, encoding?: string): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    if (isFirst) {
      const known = markedEncoding(chunk) ?? encoding ?? 'utf-8';
      if (known !== 'utf-8') decoder = new TextDecoder(known, { fatal: true });
    }
    if (decoder) yield Buffer.from(decoded(path, decoder, chunk));
    else yield isFirst && startsWithMark(chunk) ? chunk.subarray(UTF_8_MARK.length) : chunk;
    isFirst = false;
  }
  if (decoder) yield Buffer.from(decoded(path, decoder));
}

/** Detects UTF-16 without a byte order mark as well, since one byte of an ASCII character is zero. */
function markedEncoding(chunk: Buffer): string | undefined {
  const [first, second] = chunk;
  if (startsWithMark(chunk)) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first && second === 0) return 'utf-16le';
  return first === 0 && second ? 'utf-16be' : undefined;
}

function decoded(path: string, decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new UnreadableFile(`${path} is not valid ${decoder.encoding.toUpperCase()}.`);
  }
}

/** Whether the encoding is supported. */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function startsWithMark(chunk: Buffer): boolean {
  return chunk.subarray(0, UTF_8_MARK.length).equals(UTF_8_MARK);
}
