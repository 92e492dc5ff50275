import { isUtf8 } from 'node:buffer';
import { fileTypeFromBuffer } from 'file-type';

export const UNKNOWN_TYPE = 'application/octet-stream';

/** Raster images, which browsers show without running anything. */
export const IMAGE_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Control characters that no text has. */
// eslint-disable-next-line no-control-regex
const BINARY = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/** A character of UTF-8 has at most four bytes. */
const LONGEST_CHARACTER = 4;

/** The media type of a content by its first bytes. Its name and what the sender says count for nothing. */
export async function detectType(head: Buffer): Promise<string> {
  const detected = await fileTypeFromBuffer(head).catch(() => undefined);
  if (detected) return detected.mime;
  return isText(head) ? 'text/plain' : UNKNOWN_TYPE;
}

function isText(head: Buffer): boolean {
  if (head.length === 0) return false;
  // The last character may be cut off.
  for (let cut = 0; cut < LONGEST_CHARACTER && cut < head.length; cut += 1) {
    const part = head.subarray(0, head.length - cut);
    if (isUtf8(part)) return !BINARY.test(part.toString());
  }
  return false;
}
