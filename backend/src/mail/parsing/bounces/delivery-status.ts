import { isAddress, normalizeAddress } from '../mime/addresses.js';
import { decodeHeaderText } from '../mime/header-text.js';
import type { MailBounce } from '../parsed-mail.js';

/** Recipients of one report that are read. */
const MOST = 500;
const LONGEST_DIAGNOSTIC = 1_000;

/** A delivery report of a recipient, or of an action that is no failure. */
export interface DeliveryStatus {
  bounces: MailBounce[];
  /** Whether the report says that the mail was delivered or relayed. */
  delivered: boolean;
}

/**
 * Reads the recipients of a `message/delivery-status` part (RFC 3464).
 * @param text a character for each byte
 */
export function readDeliveryStatus(text: string): DeliveryStatus {
  const groups = readGroups(text);
  const recipients = groups.filter(
    (group) => group.has('final-recipient') || group.has('original-recipient'),
  );
  // Some servers name the action only once, in the fields of the message.
  const shared = groups.find((group) => group.has('action') && !recipients.includes(group));
  const read = (recipients.length > 0 ? recipients : shared ? [shared] : []).slice(0, MOST);
  const actions = read.map((group) => toBounce(group, shared));
  return {
    bounces: actions.filter((bounce) => bounce !== null),
    delivered: actions.some((bounce) => bounce === null),
  };
}

type Fields = Map<string, string>;

function readGroups(text: string): Fields[] {
  const groups: Fields[] = [];
  let fields: Fields = new Map();
  let last = '';
  for (const line of text.split(/\r?\n/)) {
    const field = /^([\w-]{1,60})[ \t]{0,5}:(.*)$/.exec(line);
    if (line.trim() === '') {
      if (fields.size > 0) groups.push(fields);
      fields = new Map();
    } else if (/^[ \t]/.test(line) && last !== '' && (fields.get(last)?.length ?? 0) < 5_000)
      fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`);
    else if (field) {
      last = field[1]!.toLowerCase();
      // Some servers leave out the blank line between recipients.
      if (last === 'final-recipient' && fields.has(last)) {
        groups.push(fields);
        fields = new Map();
      }
      if (!fields.has(last)) fields.set(last, field[2]!.trim());
    }
  }
  if (fields.size > 0) groups.push(fields);
  return groups;
}

/** Null if the mail was delivered. */
function toBounce(group: Fields, shared: Fields | undefined): MailBounce | null {
  const field = (name: string) => group.get(name) ?? shared?.get(name) ?? '';
  const declared = field('action')
    .toLowerCase()
    .replace(/[^a-z]/g, ' ')
    .trim()
    .split(' ')[0]!;
  const diagnostic = decodeHeaderText(field('diagnostic-code'))
    .replace(/^[\w-]{1,20}\s{0,5};\s{0,5}/, '')
    .trim();
  const status = enhancedStatus(field('status')) ?? enhancedStatus(diagnostic);
  if (['delivered', 'relayed', 'expanded'].includes(declared)) return null;
  if (declared === '' && status?.startsWith('2')) return null;
  return {
    recipient: recipientOf(group),
    action: declared === 'delayed' || (declared === '' && status?.startsWith('4')) ? 'delayed' : 'failed',
    status,
    diagnostic: diagnostic === '' ? null : diagnostic.slice(0, LONGEST_DIAGNOSTIC),
  };
}

/** The address as the sender wrote it, before aliases and forwarding. */
function recipientOf(group: Fields): string | null {
  for (const name of ['original-recipient', 'final-recipient', 'x-actual-recipient']) {
    const value = decodeHeaderText(group.get(name) ?? '');
    const address = addressIn(value.slice(value.indexOf(';') + 1));
    if (address !== null) return address;
  }
  return null;
}

/** First address in a text. */
export function addressIn(text: string): string | null {
  const match =
    /[^\s<>"'(),;:[\]\\|]{1,100}@[\w\u00a1-\uffff-]{1,100}(?:\.[\w\u00a1-\uffff-]{1,100}){0,10}/.exec(
      text.slice(0, 2_000),
    );
  if (!match) return null;
  const address = normalizeAddress(match[0]);
  return isAddress(address) ? address : null;
}

/** Enhanced status code (RFC 3463). */
export function enhancedStatus(text: string): string | null {
  return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(text.slice(0, 2_000))?.[1] ?? null;
}
