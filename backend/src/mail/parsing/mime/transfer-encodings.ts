/** Decodes the body of a part; an unknown encoding is taken as none. */
export function decodeTransferEncoding(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return decodeBase64(body.toString('latin1'));
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body);
  return body;
}

/** Also decodes texts of several groups with padding, with line breaks and with invalid characters. */
export function decodeBase64(text: string): Buffer {
  const clean = text.replace(/[^A-Za-z0-9+/=_-]/g, '');
  const end = clean.indexOf('=');
  if (end === -1 || end >= clean.length - 3) return Buffer.from(clean, 'base64');
  const groups = clean.split('=').filter((group) => group !== '');
  return Buffer.concat(groups.map((group) => Buffer.from(group, 'base64')));
}

const EQUALS = 0x3d;
const LF = 0x0a;
const CR = 0x0d;

/** Invalid escapes are kept as they are. */
export function decodeQuotedPrintable(body: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  /** Length without the spaces at the end of the line, which were added on the way. */
  let solid = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i]!;
    if (byte === EQUALS) {
      const skip = softBreak(body, i);
      const high = hexDigit(body[i + 1]);
      const low = hexDigit(body[i + 2]);
      if (skip > 0) i += skip - 1;
      else if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low;
        i += 2;
      } else out[length++] = byte;
      solid = length;
      continue;
    }
    if (byte === LF || byte === CR) length = solid;
    out[length++] = byte;
    if (byte !== 0x20 && byte !== 0x09) solid = length;
  }
  return out.subarray(0, length);
}

/** Number of bytes of a soft line break, including spaces after the sign; 0 if there is none. */
function softBreak(body: Uint8Array, at: number): number {
  let i = at + 1;
  while ((body[i] === 0x20 || body[i] === 0x09) && i < at + 80) i++;
  if (i >= body.length) return i - at;
  if (body[i] === LF) return i + 1 - at;
  return body[i] === CR && body[i + 1] === LF ? i + 2 - at : 0;
}

export function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

/** Decodes lines of uuencode. */
export function decodeUuLines(lines: string[]): Buffer {
  const chunks: Buffer[] = [];
  for (const line of lines) {
    const length = (line.charCodeAt(0) - 32) & 63;
    if (!(length > 0)) continue;
    const bytes = Buffer.alloc(Math.ceil(length / 3) * 3);
    for (let i = 0, at = 1; i < bytes.length; i += 3, at += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map((k) => ((line.charCodeAt(at + k) || 32) - 32) & 63) as [
        number,
        number,
        number,
        number,
      ];
      bytes[i] = (a << 2) | (b >> 4);
      bytes[i + 1] = (b << 4) | (c >> 2);
      bytes[i + 2] = (c << 6) | d;
    }
    chunks.push(bytes.subarray(0, length));
  }
  return Buffer.concat(chunks);
}
