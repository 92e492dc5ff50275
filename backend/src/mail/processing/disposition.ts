import type { InboundReason } from '../inbound/inbound-mail.entity.js';
import type { MailKind } from '../parsing/parsed-mail.js';

/** Mails of one sender within an hour, beyond which the others wait for an administrator. */
export const MAX_MAILS_PER_HOUR = 60;

/** What is known of a mail before it is decided what becomes of it. */
export interface MailFacts {
  kind: MailKind;
  /** Whether an administrator released it from quarantine. */
  released: boolean;
  /** Whether it is from a mailbox and has a Message-ID that was sent. */
  isOwn: boolean;
  /** Whether a mailbox sent it, and it was forwarded back. */
  isLoop: boolean;
  /** Whether a filter on the way marked it as spam. */
  isSpam: boolean;
  /** Mails of its sender within the last hour. */
  recent: number;
  /** The ticket that it belongs to. */
  ticketId: number | null;
}

export type Disposition =
  | { action: 'create' }
  | { action: 'append'; ticketId: number; isAutomatic: boolean }
  | { action: 'ignore'; reason: InboundReason }
  | { action: 'quarantine'; reason: InboundReason }
  | { action: 'bounce' };

/** Kinds without a person behind them. Part of a conversation that is known, and nothing of their own. */
const AUTOMATIC: ReadonlyMap<MailKind, InboundReason> = new Map([
  ['auto_reply', 'auto_reply'],
  ['receipt', 'receipt'],
  ['reaction', 'reaction'],
]);

/** Decides what becomes of a mail. Only mail by people makes tickets and reopens them. */
export function dispose(facts: MailFacts): Disposition {
  const { kind, ticketId, released } = facts;
  if (!released) {
    if (facts.isOwn) return { action: 'ignore', reason: 'own_mail' };
    if (facts.isLoop) return { action: 'ignore', reason: 'loop' };
    if (kind === 'bounce') return { action: 'bounce' };
    if (kind === 'complaint') return { action: 'ignore', reason: 'complaint' };
    if (facts.isSpam) return { action: 'quarantine', reason: 'spam' };
  }
  // An invitation that belongs to no ticket is a request.
  const isAutomatic = AUTOMATIC.has(kind) || (kind === 'calendar' && ticketId !== null);
  if (isAutomatic && ticketId === null && !released)
    return { action: 'ignore', reason: AUTOMATIC.get(kind)! };
  if (facts.recent >= MAX_MAILS_PER_HOUR && !released) return { action: 'quarantine', reason: 'rate_limit' };
  return ticketId === null ? { action: 'create' } : { action: 'append', ticketId, isAutomatic };
}
