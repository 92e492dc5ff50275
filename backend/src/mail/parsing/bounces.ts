import { readBounceText, saysFailure, type TextReport } from './bounces/bounce-text.js';
import { addressIn, readDeliveryStatus } from './bounces/delivery-status.js';
import { readSesNotification } from './bounces/notifications.js';
import { parseAddressList, validAddresses } from './mime/addresses.js';
import { decodeHeaderText } from './mime/header-text.js';
import type { MimePart } from './mime/mime-part.js';
import { parseMime } from './mime/parse-mime.js';
import type { MailBounce } from './parsed-mail.js';

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RETURNED_TYPES = new Set([
  'message/rfc822',
  'message/global',
  'message/partial',
  'text/rfc822-headers',
  'text/rfc822-header',
  'message/rfc822-headers',
  'message/global-headers',
]);
/** Local parts of mail servers, and of their administrators. */
const SERVER_NAME =
  /^(?:mailer[-_.]?daemon|post(?:master)?|mail[-_.]?(?:delivery|system|daemon|administrator)\b|mdaemon|exchange|mailsystem|system[-_. ]?admin|bounces?\b|mail\.delivery)/i;
const SERVER_TITLE =
  /mail(?:er)?[- ]?(?:delivery|daemon|system)|postmaster|system administrator|delivery (?:sub)?system|mail administrator|courier mail server|interscan|mailmarshal|returned mail|bounce notification/i;
const SUBJECT =
  /undeliver|returned (?:mail|message)|(?:delivery|mail|message|send(?:ing)?)\b.{0,40}(?:fail|delay|status|problem|error|notif)|fail(?:ure|ed)\b.{0,20}(?:notice|delivery|mail)|failure|non[- ]?delivery|nondeliverable|mail (?:system )?error|could not (?:be delivered|send)|bounce|warning: (?:could not send|message)|unzustellbar|nicht zugestellt|rücksendung|non remis|no se (?:ha )?(?:puede|podido|pudo)|mancata consegna|недостав|не доставлено|エラー|不能|配信|退信|rejected|not delivered|unable to deliver|report/i;

/** Subjects that start with what servers write; a person would forward or answer them. */
const REPORT_SUBJECT =
  /^\s{0,10}(?:undeliver|returned mail|returned to sender|(?:mail|message|e-?mail) (?:delivery (?:fail|error|problem|status)|could not be delivered|system error)|delivery (?:status notification|failure|report|notification)|failure notice|non[- ]?delivery|nondeliverable|unzustellbar)/i;
const SERVER_ANSWER =
  /(?:^|\s)[45]\d\d[ -](?:[#<(]|[45]\.\d\.\d|[a-z])|\b[45]\.[0-7]\.\d{1,2}\b|^\s{0,10}(?:return-path|received|message-id):/im;

/** What a mail says of mails that were not delivered. */
export interface BounceReport {
  bounces: MailBounce[];
  messageIds: string[];
  /** The mail reports that a mail was delivered. */
  delivered: boolean;
}

/** Reads a bounce of any kind; without bounces if the mail is none. */
export function readBounces(root: MimePart, text: string): BounceReport {
  const notification = readSesNotification(text);
  if (notification) return { ...notification, delivered: notification.type === 'delivery' };
  const parts = [...root.walk()];
  const reports = parts.filter((part) => STATUS_TYPES.has(part.type));
  const statuses = reports.map((part) => readDeliveryStatus(part.content.toString('latin1')));
  const returned = parts
    .filter((part) => RETURNED_TYPES.has(part.type) || isHeadersFile(part))
    .map(returnedHeaders);
  const declared = statuses.flatMap(({ bounces }) => bounces);
  const delivered = statuses.some((status) => status.delivered);
  if (declared.length === 0 && (delivered || !isTextBounce(root, text, reports.length > 0)))
    return { bounces: [], messageIds: [], delivered };
  const read = readBounceText(text, contextOf(root, returned));
  const bounces = declared.length > 0 ? withRecipients(declared, read) : read.bounces;
  return { bounces, messageIds: returnedIds(root, returned, read), delivered: false };
}

/** A report in which the recipient is missing or no address may name it in its text. */
function withRecipients(declared: MailBounce[], read: TextReport): MailBounce[] {
  return declared.map((bounce, i) => {
    const described = read.bounces[declared.length === 1 ? 0 : i];
    return bounce.recipient === null ? { ...bounce, recipient: described?.recipient ?? null } : bounce;
  });
}

/** A mail of a mail server that says so in words. */
function isTextBounce(root: MimePart, text: string, hasStatus: boolean): boolean {
  const subject = decodeHeaderText(root.header('subject') ?? '');
  const isReport = /delivery-status/i.test(root.parameters.get('report-type') ?? '') || hasStatus;
  const hasFailed = root.header('x-failed-recipients') !== undefined;
  const says = saysFailure(`${subject}\n${text}`);
  if (isReport || hasFailed) return says || hasFailed;
  if (root.header('in-reply-to') !== undefined && !isFromServer(root)) return false;
  if (isFromServer(root)) return says;
  const automatic =
    /^\s{0,10}<?>?\s{0,10}$/.test(root.header('return-path') ?? 'none') ||
    /auto-(?:repl|gen)/i.test(root.header('auto-submitted') ?? '');
  if (looksLikeReport(subject, text)) return says;
  return (automatic || isReturnedMail(root, subject)) && SUBJECT.test(subject) && says;
}

/** A subject and an answer of a server, in a report by a sender of any name. */
function looksLikeReport(subject: string, text: string): boolean {
  return REPORT_SUBJECT.test(subject) && SERVER_ANSWER.test(text.slice(0, 8_000));
}

/** A server that sends by another name, but attaches the mail. */
function isReturnedMail(root: MimePart, subject: string): boolean {
  const noReply = /^<?(?:no-?reply|do-?not-?reply)/i.test(
    parseAddressList(root.header('from') ?? '')[0]?.address ?? '',
  );
  const attached =
    root.type === 'multipart/report' ||
    (noReply && [...root.walk()].some((part) => RETURNED_TYPES.has(part.type)));
  return attached && SUBJECT.test(subject);
}

function isFromServer(root: MimePart): boolean {
  const header = root.header('from') ?? '';
  const [sender] = parseAddressList(header);
  if (header.trim() === '<>' || /^<?mailer-daemon>?$/i.test(header.trim())) return true;
  return SERVER_NAME.test(sender?.address ?? '') || SERVER_TITLE.test(sender?.name ?? '');
}

/** Headers of the returned mail in a text file. */
function isHeadersFile(part: MimePart): boolean {
  const name = part.disposition.parameters.get('filename') ?? part.parameters.get('name') ?? '';
  return part.type === 'text/plain' && /header|original|returned/i.test(name);
}

function returnedHeaders(part: MimePart): MimePart {
  return parseMime(part.content.subarray(0, 100_000)).root;
}

function contextOf(root: MimePart, returned: MimePart[]) {
  const addresses = (part: MimePart, names: string[]) =>
    validAddresses(names.flatMap((name) => part.headerValues(name))).map(({ address }) => address);
  const senders = [root, ...returned].flatMap((part) =>
    addresses(part, ['from', 'return-path', 'reply-to', 'sender']),
  );
  return {
    subject: decodeHeaderText(root.header('subject') ?? ''),
    failed: root
      .headerValues('x-failed-recipients')
      .flatMap((value) => value.split(','))
      .map(addressIn)
      .filter((address) => address !== null),
    returnedTo: returned.flatMap((part) => addresses(part, ['to', 'x-original-to', 'cc'])),
    others: [...senders, ...addresses(root, ['to', 'delivered-to', 'envelope-to'])].map((address) =>
      address.toLowerCase(),
    ),
  };
}

function returnedIds(root: MimePart, returned: MimePart[], read: TextReport): string[] {
  const values = returned.flatMap((part) => part.headerValues('message-id'));
  const references = ['references', 'in-reply-to', 'x-original-message-id'].flatMap((name) =>
    root.headerValues(name),
  );
  return [...new Set([...values, ...read.messageIds, ...references].flatMap(messageIds))].slice(0, 50);
}

/** Message ids in a header, without angle brackets. */
export function messageIds(header: string): string[] {
  const bracketed = header.match(/<[^<>]{1,998}>/g);
  const ids = bracketed ?? header.split(/[\s,;]+/);
  return ids.map((id) => id.replace(/[<>\s]/g, '')).filter((id) => id !== '');
}
