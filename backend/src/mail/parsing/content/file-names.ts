/** Longest name, in characters of UTF-16. */
const LONGEST = 255;
/** Control characters, and characters that change the direction or are invisible. */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- these are the characters to remove
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const EXTENSIONS: Record<string, string> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/rfc822-headers': 'txt',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/json': 'json',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s',
  'application/pkcs7-mime': 'p7m',
  'application/pgp-signature': 'asc',
  'message/rfc822': 'eml',
  'message/delivery-status': 'txt',
};

/** Makes a name safe to show and to save: no path, no control or bidirectional characters, limited in length. */
export function safeFileName(name: string, fallback: string): string {
  const base = name.replace(UNSAFE, '').split(/[/\\]/).at(-1)!.trim().replace(/^\.+$/, '');
  if (base === '') return fallback;
  if (base.length <= LONGEST) return base;
  const extension = /\.[^.\s]{1,20}$/.exec(base)?.[0] ?? '';
  return wellFormed(base.slice(0, LONGEST - extension.length)) + extension;
}

/** Name of an attachment that has none. */
export function defaultFileName(type: string, number: number): string {
  const extension = EXTENSIONS[type];
  return extension ? `attachment-${number}.${extension}` : `attachment-${number}`;
}

/** Without half of a surrogate pair at the end. */
function wellFormed(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
