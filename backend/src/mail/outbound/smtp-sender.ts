import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  createTransport,
  type SendMailOptions,
  type SMTPPoolSentMessageInfo,
  type Transporter,
} from 'nodemailer';
import { SecretCipher } from '../../common/secret-cipher.js';
import type { Mailbox } from '../mailboxes/mailbox.entity.js';
import { SECRET_COLUMNS } from '../mailboxes/mailboxes.service.js';
import { smtpOptions } from '../mailboxes/smtp-options.js';
import { outcomesOf, outcomesOfError, type DeliveryOutcome, type SmtpError } from './delivery-outcome.js';

type SmtpTransport = Transporter<SMTPPoolSentMessageInfo>;

/** Connections kept open for each mailbox. */
const MAX_CONNECTIONS = 2;

/** Sends mails over the SMTP servers of mailboxes, whose connections are reused. */
@Injectable()
export class SmtpSender implements BeforeApplicationShutdown {
  private readonly transports = new Map<number, { version: number; transport: SmtpTransport }>();

  constructor(private readonly cipher: SecretCipher) {}

  beforeApplicationShutdown(): void {
    for (const { transport } of this.transports.values()) transport.close();
  }

  /** Sends a mail. Never rejects: an error is the outcome of each recipient. */
  async send(mailbox: Mailbox, mail: SendMailOptions, recipients: string[]): Promise<DeliveryOutcome[]> {
    try {
      const envelope = { from: mailbox.address, to: recipients };
      const sent = await this.transportOf(mailbox).sendMail({ ...mail, envelope });
      return outcomesOf(recipients, sent);
    } catch (error) {
      return outcomesOfError(recipients, error as SmtpError);
    }
  }

  private transportOf(mailbox: Mailbox): SmtpTransport {
    const { id, version, smtpHost, smtpPassword } = mailbox;
    if (smtpHost === null) throw new Error('The mailbox has no SMTP server. Enter one in its settings.');
    const known = this.transports.get(id);
    if (known?.version === version) return known.transport;
    known?.transport.close();
    const place = { table: 'mailboxes', column: SECRET_COLUMNS.smtpPassword, id };
    const password = smtpPassword && this.cipher.decrypt(smtpPassword, place);
    const options = smtpOptions({ ...mailbox, smtpHost }, password);
    const transport = createTransport({ ...options, pool: true, maxConnections: MAX_CONNECTIONS });
    this.transports.set(id, { version, transport });
    return transport;
  }
}
