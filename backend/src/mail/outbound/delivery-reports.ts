import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import type { ParsedMail } from '../parsing/parsed-mail.js';
import { OutgoingMailsRepository } from './outgoing-mails.repository.js';

/** Longest kept text of a report, in characters. */
const MAX_DETAIL = 500;

/**
 * Stores delivery reports with the recipients of the message that they are about. A report counts only if it quotes the
 * Message-ID of a mail that was sent: anyone can write one.
 */
@Injectable()
export class DeliveryReports {
  constructor(private readonly mails: OutgoingMailsRepository) {}

  /** @returns the ticket and message of the sent mail; undefined if the report quotes no mail that was sent */
  async record(
    manager: EntityManager,
    { bounces, bouncedMessageIds }: Pick<ParsedMail, 'bounces' | 'bouncedMessageIds'>,
  ): Promise<{ ticketId: number; ticketMessageId: number } | undefined> {
    let found: { ticketId: number; ticketMessageId: number } | undefined;
    for (const { recipient, action, status, diagnostic } of bounces) {
      const address = recipient === null ? null : normalizeEmail(recipient);
      // No mail was sent to such an address.
      if (address === undefined) continue;
      const detail = [status, diagnostic].filter(Boolean).join(' ').slice(0, MAX_DETAIL) || null;
      const delivery = action === 'failed' ? 'bounced' : 'delayed';
      const report = { recipient: address, delivery, detail } as const;
      const [first] = await this.mails.recordReport(manager, bouncedMessageIds, report);
      if (first) found ??= { ticketId: first.ticket_id, ticketMessageId: first.message_id };
    }
    return found;
  }
}
