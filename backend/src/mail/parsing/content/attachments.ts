import { decodeHeaderText } from '../mime/header-text.js';
import type { MimePart } from '../mime/mime-part.js';
import { parseMime } from '../mime/parse-mime.js';
import { decodeUuLines } from '../mime/transfer-encodings.js';
import type { MailAttachment } from '../parsed-mail.js';
import { defaultFileName, safeFileName } from './file-names.js';
import type { EmbeddedFile } from './plain-text.js';

/** Bytes of an attached mail that are searched for its subject. */
const HEADERS_LENGTH = 100_000;

export function toAttachments(parts: MimePart[], files: EmbeddedFile[]): MailAttachment[] {
  const attached = parts.map((part, i) => toAttachment(part, i + 1));
  const embedded = files.map(({ name, content }, i) => ({
    name: safeFileName(name, defaultFileName('', parts.length + i + 1)),
    type: 'application/octet-stream',
    content: ownBytes(content),
    contentId: null,
    inline: false,
  }));
  return withoutCopies([...attached, ...embedded]);
}

function toAttachment(part: MimePart, number: number): MailAttachment {
  return {
    name: fileName(part, number),
    type: part.type,
    content: ownBytes(attachmentContent(part)),
    contentId: part.contentId,
    inline: false,
  };
}

/** In a buffer of its own, so that it can be passed to another thread without the rest of the mail. */
function ownBytes(content: Uint8Array): Uint8Array {
  return new Uint8Array(content);
}

function attachmentContent(part: MimePart): Buffer {
  if (part.encoding !== 'x-uue' && part.encoding !== 'uuencode') return part.content;
  const lines = part.body.toString('latin1').split(/\r?\n/);
  const begin = lines.findIndex((line) => line.startsWith('begin '));
  const end = lines.findIndex((line, i) => i > begin && line.trimEnd() === 'end');
  return decodeUuLines(lines.slice(begin + 1, end === -1 ? undefined : end));
}

function fileName(part: MimePart, number: number): string {
  const declared = part.disposition.parameters.get('filename') ?? part.parameters.get('name') ?? '';
  const fallback = defaultFileName(part.type, number);
  if (declared.trim() === '' && part.type === 'message/rfc822') return mailFileName(part, fallback);
  return safeFileName(declared, fallback);
}

/** An attached mail is named after its subject. */
function mailFileName(part: MimePart, fallback: string): string {
  const { root } = parseMime(part.content.subarray(0, HEADERS_LENGTH));
  const subject = decodeHeaderText(root.header('subject') ?? '')
    .replace(/[/\\:*?"<>|]/g, ' ')
    .trim();
  return subject === '' ? fallback : safeFileName(`${subject.slice(0, 200)}.eml`, fallback);
}

/** The same image may be attached once for each format of the text. */
function withoutCopies(attachments: MailAttachment[]): MailAttachment[] {
  const seen = new Map<string, Uint8Array>();
  return attachments.filter(({ contentId, content }) => {
    if (contentId === null) return true;
    const key = `${contentId} ${content.length}`;
    const known = seen.get(key);
    if (!known) seen.set(key, content);
    return !known || Buffer.compare(known, content) !== 0;
  });
}
