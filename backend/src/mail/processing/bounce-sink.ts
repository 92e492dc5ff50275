import type { EntityManager } from 'typeorm';
import type { ParsedMail } from '../parsing/parsed-mail.js';

/** Takes delivery reports of sent mail. */
export abstract class BounceSink {
  /**
   * Records a report within the transaction.
   * @returns the ticket and message of the sent mail; undefined if the report quotes no mail that was sent
   */
  abstract record(
    manager: EntityManager,
    report: { mailId: number; mail: ParsedMail },
  ): Promise<{ ticketId: number; ticketMessageId: number | null } | undefined>;
}
