import { messageIds, readBounces } from './bounces.js';
import { toAttachments } from './content/attachments.js';
import { readContent, type MailContent } from './content/mail-content.js';
import { openSignedContent } from './content/signed-content.js';
import { openTnef } from './content/tnef.js';
import { readForwardedMail } from './forwarded-mail.js';
import { mailKind, suppressAutoReply } from './mail-kind.js';
import { MailTooComplex } from './mail-parsing.errors.js';
import { isAddress, parseAddressList, validAddresses } from './mime/addresses.js';
import { parseMailDate } from './mime/dates.js';
import { decodeHeaderText } from './mime/header-text.js';
import type { MimePart } from './mime/mime-part.js';
import { parseMime } from './mime/parse-mime.js';
import { MAIL_LIMITS, type MailAddress, type MailAttachment, type ParsedMail } from './parsed-mail.js';
import { newText } from './quoted-text.js';
import { sanitizeMailHtml } from './sanitize-mail-html.js';

/** Headers that name the mailbox to which a mail was delivered. */
const DELIVERY_HEADERS = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];
/** Longest subject, in characters. */
const LONGEST_SUBJECT = 2_000;

/**
 * Parses a mail as received. Repairs what it can; see {@link ParsedMail}.
 * @throws MailTooComplex
 */
// eslint-disable-next-line @typescript-eslint/require-await -- the interface allows for a parser that is asynchronous
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  if (raw.byteLength > MAIL_LIMITS.bytes) throw new MailTooComplex(`More than ${MAIL_LIMITS.bytes} bytes`);
  const { root, defects } = parseMime(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  openSignedContent(root, defects);
  openTnef(root, defects);
  const content = readContent(root);
  const attachments = toAttachments(content.attachments, content.files);
  const html = content.html === null ? null : sanitizeBody(content.html, attachments);
  markInline(attachments, html, content.text);
  const envelope = readEnvelope(root, defects);
  const { text } = content;
  return {
    ...envelope,
    text,
    html,
    attachments,
    ...readMeaning(root, content, envelope),
    authenticationResults: root.headerValues('authentication-results').map(decodeHeaderText),
    defects: [...defects],
  };
}

type Envelope = ReturnType<typeof readEnvelope>;

function readEnvelope(root: MimePart, defects: Set<string>) {
  const text = (name: string) => decodeHeaderText(root.header(name) ?? '').trim();
  return {
    messageId: messageIds(text('message-id'))[0] ?? null,
    inReplyTo: root.headerValues('in-reply-to').flatMap(messageIds),
    references: root.headerValues('references').flatMap(messageIds),
    from: readSender(root, defects),
    replyTo: validAddresses(root.headerValues('reply-to')),
    to: validAddresses(root.headerValues('to')),
    cc: validAddresses(root.headerValues('cc')),
    deliveredTo: validAddresses(DELIVERY_HEADERS.flatMap((name) => root.headerValues(name))).map(
      ({ address }) => address,
    ),
    subject: text('subject').replace(/\s+/g, ' ').slice(0, LONGEST_SUBJECT),
    date: parseMailDate(root.header('date')),
  };
}

/** First address of From, or of Sender and Return-Path; a name without an address if there is nothing else. */
function readSender(root: MimePart, defects: Set<string>): MailAddress | null {
  const written = root.headerValues('from').flatMap(parseAddressList);
  const usable = written.find(({ address }) => isAddress(address));
  if (usable) return usable;
  defects.add('missing-from');
  const name = written.find((entry) => entry.name !== '')?.name ?? '';
  const other = validAddresses(
    ['sender', 'return-path', 'reply-to'].flatMap((header) => root.headerValues(header)),
  )[0];
  if (other) return { name: name || other.name, address: other.address };
  return name === '' ? null : { name, address: '' };
}

function readMeaning(root: MimePart, { text, invitation }: MailContent, envelope: Envelope) {
  const { subject } = envelope;
  const own = newText(text);
  const report = readBounces(root, text);
  const forwarded = readForwardedMail(text, subject);
  const evidence = { root, subject, newText: own, sender: envelope.from?.address ?? '', report, invitation };
  const kind = mailKind(evidence);
  return {
    // A mail that was forwarded without a word is all that is new.
    newText: own === '' && forwarded ? text : own,
    kind,
    suppressAutoReply: suppressAutoReply(evidence, kind),
    bounces: kind === 'bounce' ? report.bounces : [],
    bouncedMessageIds: kind === 'bounce' ? report.messageIds : [],
    forwarded,
  };
}

/** Images may name a file instead of its Content-ID. */
function sanitizeBody(html: string, attachments: MailAttachment[]): string {
  const contentIdOf = (source: string) => {
    const name = source.split('/').at(-1)!;
    const named = attachments.find(
      (attachment) => attachment.name === name || attachment.contentId === source,
    );
    if (!named || /^[a-z]{2,10}:/i.test(source)) return null;
    // A name is as good as a Content-ID for an attachment that has none.
    return (named.contentId ??= named.name);
  };
  return sanitizeMailHtml(html, { contentIdOf });
}

/** An attachment is inline if the text shows it, whatever its disposition says. */
function markInline(attachments: MailAttachment[], html: string | null, text: string): void {
  const shown = new Set(
    [...(html ?? '').matchAll(/ data-cid="([^"]{1,998})"/g)].map((match) => unescapeAttribute(match[1]!)),
  );
  for (const attachment of attachments) {
    const { contentId } = attachment;
    attachment.inline = contentId !== null && (shown.has(contentId) || text.includes(`[cid:${contentId}]`));
  }
}

function unescapeAttribute(value: string): string {
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
