import type { MimePart } from '../mime/mime-part.js';
import { parseMime } from '../mime/parse-mime.js';

const OCTET_STRING = 0x04;
const CONSTRUCTED_OCTET_STRING = 0x24;
/** Nested values that are searched for the content. */
const DEEPEST = 12;

interface Value {
  tag: number;
  content: Buffer;
  next: number;
}

/**
 * Replaces opaque signed parts (S/MIME) by their content. The signature is not verified; a part that cannot be opened,
 * such as an encrypted one, stays an attachment.
 */
export function openSignedContent(root: MimePart, defects: Set<string>): void {
  for (const part of [...root.walk()]) {
    if (!/^application\/(?:x-)?pkcs7-mime$/.test(part.type)) continue;
    const kind = part.parameters.get('smime-type')?.toLowerCase() ?? '';
    const content = kind.includes('enveloped') ? null : signedContent(part.content);
    if (content) part.children.push(parseMime(content).root);
    else defects.add(kind.includes('enveloped') ? 'encrypted' : 'unreadable-signed-content');
  }
}

/** The content of SignedData (RFC 5652): the first OCTET STRING after the algorithms. */
function signedContent(der: Buffer): Buffer | null {
  try {
    const outer = readValue(der, 0);
    const [type, data] = children(outer);
    // 1.2.840.113549.1.7.2
    if (type?.content.toString('hex') !== '2a864886f70d010702' || !data) return null;
    const signed = children(children(data)[0]!);
    const encapsulated = signed[2] && children(signed[2])[1];
    return encapsulated ? octets(children(encapsulated)[0]!, 0) : null;
  } catch {
    return null;
  }
}

function octets(value: Value, depth: number): Buffer {
  if (value.tag === OCTET_STRING) return value.content;
  if (value.tag !== CONSTRUCTED_OCTET_STRING || depth > DEEPEST) throw new RangeError('No content');
  return Buffer.concat(children(value).map((child) => octets(child, depth + 1)));
}

function children({ content }: Value): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < content.length;) {
    const value = readValue(content, at);
    if (value.tag === 0 && value.content.length === 0) break;
    values.push(value);
    at = value.next;
  }
  return values;
}

/** Reads a value in BER, also of indefinite length. */
function readValue(bytes: Buffer, at: number, depth = 0): Value {
  const tag = bytes.readUInt8(at);
  const first = bytes.readUInt8(at + 1);
  if (first < 0x80) return slice(bytes, tag, at + 2, first);
  const count = first & 0x7f;
  if (count === 0) return indefinite(bytes, tag, at + 2, depth);
  if (count > 4) throw new RangeError('Too long');
  return slice(bytes, tag, at + 2 + count, bytes.readUIntBE(at + 2, count));
}

function slice(bytes: Buffer, tag: number, start: number, length: number): Value {
  if (start + length > bytes.length) throw new RangeError('Truncated');
  return { tag, content: bytes.subarray(start, start + length), next: start + length };
}

function indefinite(bytes: Buffer, tag: number, start: number, depth: number): Value {
  if (depth > DEEPEST) throw new RangeError('Too deep');
  let at = start;
  while (bytes.readUInt16BE(at) !== 0) at = readValue(bytes, at, depth + 1).next;
  return { tag, content: bytes.subarray(start, at), next: at + 2 };
}
