import type { EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import { toSingleLine } from '../../common/visible-text.js';
import type { IncomingSender } from '../../tickets/incoming/incoming-tickets.js';
import { MAX_LENGTH } from '../../vocabulary/index.js';
import { headerValues, type RawHeader } from '../inbound/raw-mail.js';
import type { MailAddress, ParsedMail } from '../parsing/parsed-mail.js';
import { namedTickets } from '../ticket-marker.js';
import { shortened, storable } from './ticket-text.js';
import { findThreads, findThreadTicket, takesPart, type ThreadTicket } from './threads.repository.js';

/** Message-IDs of a mail that are looked up. */
const MAX_REFERENCES = 50;
/** People of one mail who are remembered. */
const MAX_PARTICIPANTS = 40;

/** The header of sent mail that names the mailbox. */
export const LOOP_HEADER = 'X-TicketIQ-Loop';

/**
 * Who wrote the mail. For one that a mailbox seems to have sent, such as that of a form on the own website, the person to
 * whom replies go.
 */
export function senderOf({ from, replyTo }: ParsedMail, own: ReadonlySet<string>): IncomingSender {
  const author = addressOf(from);
  if (author === null || !own.has(author)) return { name: nameOf(from), email: author };
  const other = replyTo.find((each) => !own.has(addressOf(each) ?? author));
  return { name: nameOf(other ?? from), email: addressOf(other ?? null) };
}

/** The people of a mail other than mailboxes, at most 40. */
export function participantsOf(
  mail: ParsedMail,
  sender: IncomingSender,
  own: ReadonlySet<string>,
): { address: string; name: string }[] {
  const people = new Map<string, string>();
  if (sender.email !== null) people.set(sender.email, sender.name ?? '');
  for (const each of [...mail.to, ...mail.cc]) {
    const address = addressOf(each);
    if (address === null || own.has(address) || people.has(address)) continue;
    if (people.size >= MAX_PARTICIPANTS) break;
    people.set(address, nameOf(each) ?? '');
  }
  return [...people].map(([address, name]) => ({ address, name }));
}

/** Whether a mailbox sent the mail, by a header that is not part of replies. */
export function isLoop(headers: readonly RawHeader[], own: ReadonlySet<string>): boolean {
  const values = [...headerValues(headers, LOOP_HEADER.toLowerCase()), ...headerValues(headers, 'x-loop')];
  return values.some((value) => own.has(normalizeEmail(value) ?? ''));
}

/** Whether a filter on the way marked the mail as spam. */
export function isMarkedAsSpam(headers: readonly RawHeader[]): boolean {
  return headerValues(headers, 'x-spam-flag').some((value) => /^yes\b/i.test(value));
}

/**
 * The ticket to which a mail belongs. A Message-ID that was sent is evidence by itself, since it cannot be guessed. All other
 * evidence counts only with a sender who takes part in the ticket.
 */
export async function findTicket(
  manager: EntityManager,
  mail: ParsedMail,
  sender: IncomingSender,
): Promise<number | null> {
  const ids = [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])].slice(0, MAX_REFERENCES);
  for (const { ticketId, direction } of await findThreads(manager, ids)) {
    const ticket = await findThreadTicket(manager, ticketId);
    if (await isAccepted(manager, ticket, sender, direction === 'out')) return ticket!.id;
  }
  for (const id of namedTickets(mail)) {
    const ticket = await findThreadTicket(manager, id);
    if (await isAccepted(manager, ticket, sender, false)) return ticket!.id;
  }
  return null;
}

async function isAccepted(
  manager: EntityManager,
  ticket: ThreadTicket | undefined,
  { email }: IncomingSender,
  isProven: boolean,
): Promise<boolean> {
  if (!ticket || ticket.deletedAt) return false;
  return isProven || (email !== null && (await takesPart(manager, ticket.chain, email)));
}

function addressOf(address: MailAddress | null): string | null {
  return normalizeEmail(address?.address ?? '') ?? null;
}

function nameOf(address: MailAddress | null): string | null {
  const name = shortened(toSingleLine(storable(address?.name ?? '')).trim(), MAX_LENGTH.name);
  return name || null;
}
