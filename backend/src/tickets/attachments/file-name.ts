import { fault, type Fault } from '../../common/field-faults.js';
import { isSingleLine, isVisible, isWithin } from '../../common/visible-text.js';
import { MAX_FILE_NAME } from './attachment.entity.js';

/** Separators of paths, and marks that change the direction of the text that follows them. */
const FORBIDDEN = /[/\\\u061c\u200e\u200f]/;

/** Why a file name is refused: it would show or store another file than it seems to. */
export function fileNameFault(name: string): Fault | undefined {
  if (!name.isWellFormed() || !isSingleLine(name) || FORBIDDEN.test(name)) return fault('file_name_invalid');
  if (!isWithin(MAX_FILE_NAME, name)) return fault('too_long', { max: MAX_FILE_NAME });
  return isVisible(name) && !/^\.+$/.test(name) ? undefined : fault('file_name_invalid');
}

/** The file name of a header such as `attachment; filename*=UTF-8''%E2%82%AC.txt` (RFC 6266). */
export function parseContentDisposition(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // The plain name follows.
    }
  }
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1];
  if (quoted !== undefined) return fromLatin1(quoted.replace(/\\(.)/g, '$1'));
  const token = /;\s*filename\s*=\s*([^\s";]+)/i.exec(header)?.[1];
  return token === undefined ? undefined : fromLatin1(token);
}

/** Node.js reads headers as Latin-1. Clients send UTF-8 too. */
function fromLatin1(text: string): string {
  const decoded = Buffer.from(text, 'latin1').toString();
  return decoded.includes('\ufffd') ? text : decoded;
}

/** A header that names a file in all browsers: in ASCII, and in full (RFC 5987). */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${full}`;
}
