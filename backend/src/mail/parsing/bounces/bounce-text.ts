import type { MailBounce } from '../parsed-mail.js';
import { addressIn, enhancedStatus } from './delivery-status.js';

/** Characters of a report that are read. */
const LONGEST = 100_000;
const MOST_LINES = 1_000;
const MOST_RECIPIENTS = 100;

/** Lines after which the returned mail follows. */
const RETURNED_MAIL = [
  /^-{2,}\s{0,3}below (?:this|the next) line is (?:a|the) copy/i,
  /^-{2,}\s{0,3}(?:this is a copy of|copy of|unsent message|unmodified|original message|returned (?:message|mail))/i,
  /^-{2,}\s{0,3}(?:the )?(?:message|mail|header|body|forwarded)\b.{0,60}-{2,}$/i,
  /^(?:original|returned|bounced|rejected|failed|your) (?:e-?mail|message|mail)(?: (?:follows|headers?|text|body|details))?\s{0,3}(?:follows)?\s{0,3}:?\s{0,3}-{0,80}$/i,
  /^(?:the )?(?:attached|following) (?:file|is|message).{0,60}(?:original|returned)/i,
  /^(?:message|mail) headers? (?:follow|are)/i,
  /^-{3,}\s{0,3}(?:ursprüngliche|original|mensaje|message d'origine)/i,
  /^\*{3,}\s{0,3}original message/i,
  /^received:\s?(?:from|by) /i,
  /^return-path:/i,
  /^message-id:\s?</i,
];

/** Words by which servers of all kinds say that a mail was not delivered. */
const FAILURE =
  /could(?: not|n['’]t) be (?:delivered|sent|accepted|relayed)|(?:not|un)[ -]?deliver|deliver\w{0,4} (?:\w{1,15} ){0,6}(?:fail|delay|error|status|problem)|(?:fail|unable|wasn['’]t able|cannot|can['’]t|error)\w{0,3} (?:\w{1,15} ){0,4}(?:deliver|send|sent|transfer)|returned (?:mail|to sender|message)|(?:user|recipient|mailbox|host|address|account|domain)(?:'s)? (?:\w{1,15} ){0,3}(?:unknown|not found|rejected|is full|disabled|unavailable|does(?:n['’]t| not) exist|not listed|could not be found|invalid)|(?:unknown|no such|invalid|bad) (?:\w{1,15} ){0,2}(?:user|recipient|mailbox|host|address|account|domain|name)|mailbox (?:is )?full|quota exceeded|over quota|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal error|failed permanently|was rejected|(?:has|have) been rejected|did not reach|not (?:yet )?been delivered|message (?:was )?(?:blocked|refused|rejected)|delivery attempts|rejected by|status notification|mail system error|transcript of session follows|failure notice|non[- ]?remis|n'a pas pu|konnte nicht|nicht zugestellt|unzustellbar|no se (?:ha )?(?:pudo|podido)|não (?:foi|pôde)|impossibile (?:recapitare|consegnare)|не (?:может быть )?доставлен|送信できません|配信(?:できません|エラー|不能)|宛先不明|存在しません|届けできません|送信に失敗|無法|无法(?:投递|发送)|退信/i;

/** Words that say that the server tries again. */
const DELAY =
  /(?:still|will) (?:be )?(?:retry|retried|try|trying|continue|keep)|not yet been delivered|(?:delivery|message|mail)\b.{0,40} delayed|temporar(?:y|ily) (?:delay|unable)|warning(?: only)?[: ]|no action is required|attempts will continue|do(?:n['’]t| not) need to resend|has been delayed|noch nicht zugestellt|verzögert|retardé|retrasad|再送/i;
/** Words that say that it does not. */
const FINAL =
  /giv(?:en|ing) up|permanent|final(?:ly)? fail|failed permanently|could not be delivered for|not going to try|too long|timeout exceeded|has expired|returned to sender|unable to deliver|wasn['’]t able|could not be delivered/i;

const SMTP_REPLY = /(?:^|[\s[(:>"'])([45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3}\b)?[^\n]{0,300})/;

/** What a report without RFC 3464 says. */
export interface TextReport {
  bounces: MailBounce[];
  /** Message-ID of the returned mail, if the text has its headers. */
  messageIds: string[];
}

export interface ReportContext {
  subject: string;
  /** Recipients as named by a header such as X-Failed-Recipients. */
  failed: string[];
  /** Recipients of the returned mail, if it is a part. */
  returnedTo: string[];
  /** Addresses that did not fail: the sender of the mail and the sender of the report. */
  others: string[];
}

/** Whether a text says that a mail was not delivered. */
export function saysFailure(text: string): boolean {
  return FAILURE.test(text.slice(0, 8_000).replace(/\s+/g, ' '));
}

/** Reads a report by the habits of mail servers that do not follow RFC 3464. */
export function readBounceText(text: string, context: ReportContext): TextReport {
  const lines = text
    .slice(0, LONGEST)
    .split('\n')
    .slice(0, MOST_LINES)
    .map((line) => line.trim().slice(0, 1_000));
  const cut = lines.findIndex((line, i) => i > 0 && RETURNED_MAIL.some((pattern) => pattern.test(line)));
  const report = cut === -1 ? lines : lines.slice(0, cut);
  const returned = cut === -1 ? [] : lines.slice(cut);
  const flat = `${context.subject}\n${report.join('\n')}`;
  const isOther = (address: string) => context.others.includes(address.toLowerCase());
  const recipients = pickRecipients(report, returned, context, isOther);
  const diagnostics = new Map(recipients.map((recipient) => [recipient, diagnosticOf(report, recipient)]));
  const all: (string | null)[] = recipients.length > 0 ? recipients : [null];
  return {
    bounces: all.slice(0, MOST_RECIPIENTS).map((recipient) => {
      const diagnostic =
        (recipient === null ? null : diagnostics.get(recipient)) ?? diagnosticOf(report, null);
      return {
        recipient,
        action: actionOf(flat, diagnostic),
        status: statusOf(diagnostic, flat),
        diagnostic,
      };
    }),
    messageIds: messageIdsIn(returned),
  };
}

function pickRecipients(
  report: string[],
  returned: string[],
  { failed, returnedTo }: ReportContext,
  isOther: (address: string) => boolean,
): string[] {
  const choices = [
    failed,
    labelledRecipients(report),
    report.map(leadingAddress),
    report.flatMap(addressesIn),
    returnedTo,
    returned.filter((line) => /^(?:to|x-forwarded-to|delivered-to)\s?:/i.test(line)).flatMap(addressesIn),
  ];
  for (const choice of choices) {
    const known = choice.filter((address) => address !== null);
    const usable = known.filter((address) => !isOther(address));
    if (usable.length > 0) return distinct(usable);
  }
  // A mail to oneself that came back.
  return distinct(choices.flat().filter((address) => address !== null)).slice(0, 1);
}

/** Addresses that a label names as recipients. */
function labelledRecipients(report: string[]): (string | null)[] {
  const label =
    /^(?:(?:failed|final|original|intended|target)?[ -]?(?:recipient|mail address|address)s?(?: address)?|addressed to|rcpt to|could not be delivered to|delivered to|reject(?:ed)? recipient|unknown user|受信者|宛先)\s{0,3}[:：]/i;
  return report
    .filter((line) => label.test(line) || /rejected recipient <|\bRCPT TO:\s?</i.test(line))
    .map((line) => addressIn(line.replace(/^.*RCPT TO:/i, '')));
}

/** Address at the start of a line, in the ways in which servers list recipients. */
function leadingAddress(line: string): string | null {
  const match =
    /^(?:[>*•-]{1,3}\s{0,3})?(?:\d{3}[ -]{1,3}(?:\d\.\d\.\d\s{1,3})?)?<?([^\s<>"'(),;:]{1,100}@[^\s<>"'(),;:]{1,200})>?/.exec(
      line,
    );
  return match ? addressIn(match[1]!) : null;
}

function addressesIn(line: string): string[] {
  const words = line.split(/[\s<>"'(),;:[\]]+/).filter((word) => word.includes('@'));
  return words.map(addressIn).filter((address) => address !== null);
}

/** Answer of the server about a recipient: after the line that names it, or anywhere. */
function diagnosticOf(report: string[], recipient: string | null): string | null {
  const named =
    recipient === null
      ? 0
      : Math.max(
          0,
          report.findIndex((line) => line.includes(recipient)),
        );
  const near = joinLines(report.slice(named, named + 15));
  const reply = SMTP_REPLY.exec(near) ?? SMTP_REPLY.exec(joinLines(report));
  if (reply) return reply[1]!.trim();
  const line = report.slice(named).find((candidate) => saysFailure(candidate));
  return line ?? report.find((candidate) => saysFailure(candidate)) ?? null;
}

function joinLines(lines: string[]): string {
  return lines.join('\n').slice(0, 20_000);
}

function actionOf(report: string, diagnostic: string | null): MailBounce['action'] {
  const flat = report.slice(0, 8_000).replace(/\s+/g, ' ');
  if (!DELAY.test(flat)) return 'failed';
  if (/^5\d\d|\b5\.\d\.\d/.test(diagnostic ?? '')) return 'failed';
  return FINAL.test(flat) && !/not yet been delivered|attempts will continue|delayed/i.test(flat)
    ? 'failed'
    : 'delayed';
}

function statusOf(diagnostic: string | null, report: string): string | null {
  return enhancedStatus(diagnostic ?? '') ?? enhancedStatus(report);
}

/** Message-ID headers in the text of a returned mail. */
export function messageIdsIn(lines: string[]): string[] {
  const ids = lines.map((line) => /^message-id\s{0,3}:\s{0,3}<?([^\s<>]{1,500})>?/i.exec(line)?.[1]);
  return ids.filter((id) => id !== undefined).slice(0, 5);
}

function distinct(addresses: string[]): string[] {
  return [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()];
}
