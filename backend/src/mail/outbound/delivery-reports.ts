import type { EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import type { ParsedMail } from '../parsing/parsed-mail.js';
import { OutgoingMailsRepository } from './outgoing-mails.repository.js';

/**
 * Stores a delivery report with the recipients of the message that it is about. It counts only if it quotes the
 * Message-ID of a mail that was sent: anyone can send a report.
 * @returns the ticket and message of the report; undefined if it is about no mail of the service
 */
export async function applyDeliveryReport(
  manager: EntityManager,
  { bounces, bouncedMessageIds }: Pick<ParsedMail, 'bounces' | 'bouncedMessageIds'>,
): Promise<{ ticketId: number; messageId: number } | undefined> {
  if (bouncedMessageIds.length === 0) return undefined;
  const mails = new OutgoingMailsRepository(manager.connection);
  let found: { ticketId: number; messageId: number } | undefined;
  for (const { recipient, action, status, diagnostic } of bounces) {
    const address = recipient === null ? null : normalizeEmail(recipient);
    // A report of an address that cannot be one of ours.
    if (address === undefined) continue;
    const detail = [status, diagnostic].filter(Boolean).join(' ').slice(0, 500) || null;
    const delivery = action === 'failed' ? 'bounced' : 'delayed';
    const [first] = await mails.recordReport(manager, bouncedMessageIds, {
      ...{ recipient: address, delivery, detail },
    });
    if (first) found ??= { ticketId: first.ticket_id, messageId: first.message_id };
  }
  return found;
}
