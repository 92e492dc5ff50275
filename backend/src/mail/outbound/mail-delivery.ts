import { Readable } from 'node:stream';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { SendMailOptions } from 'nodemailer';
import { DataSource } from 'typeorm';
import { BlobStorage } from '../../blobs/blob-storage.js';
import { BlobsRepository } from '../../blobs/blobs.repository.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import type { RecipientKind } from '../../vocabulary/index.js';
import { Ticket } from '../../tickets/ticket.entity.js';
import { ticketEvent } from '../../tickets/ticket.events.js';
import { Mailbox } from '../mailboxes/mailbox.entity.js';
import { GIVE_UP_DAYS, outcomesOfError, retryMinutes, type DeliveryOutcome } from './delivery-outcome.js';
import {
  OutgoingMailsRepository,
  type ClaimedMail,
  type MailAttachment,
  type MessageContent,
} from './outgoing-mails.repository.js';
import { composeReply } from './reply-mail.js';
import { SmtpSender } from './smtp-sender.js';

const INTERVAL_SECONDS = 1;

/** Mails that are sent at once, so that a slow server does not delay those of others. */
const CONCURRENCY = 4;

/** Delay of a mail whose attachments are being scanned. */
const SCAN_SECONDS = 10;

/** Total size of the attachments of a mail; what exceeds it is named instead. Most servers take mails of 25 MB. */
const MAX_ATTACHED_BYTES = 18 * 1024 * 1024;

const DAY_MS = 86_400_000;

/**
 * Sends replies by mail. The outbox says what is due, so that nothing is forgotten while no worker is running. A crash
 * after the server has accepted a mail sends it once more, with the same Message-ID.
 */
@Injectable()
export class MailDelivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MailDelivery.name);
  private task: PeriodicTask | undefined;
  private isStopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly mails: OutgoingMailsRepository,
    private readonly sender: SmtpSender,
    private readonly blobs: BlobsRepository,
    private readonly storage: BlobStorage,
    private readonly events: EventEmitter2,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(MailDelivery.name, INTERVAL_SECONDS, () => this.deliverAll());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.task?.stop();
  }

  private async deliverAll(): Promise<void> {
    const first = await this.mails.claim();
    if (!first) return;
    await Promise.all(
      Array.from({ length: CONCURRENCY }, (_, at) => this.deliverDue(at === 0 ? first : undefined)),
    );
  }

  private async deliverDue(claimed?: ClaimedMail): Promise<void> {
    for (let next = claimed ?? (await this.mails.claim()); next; next = await this.mails.claim()) {
      await this.deliver(next);
      if (this.isStopping) return;
    }
  }

  private async deliver(claimed: ClaimedMail): Promise<void> {
    const { message_id: messageId, mailbox_id: mailboxId, queued_at: queuedAt } = claimed;
    const content = await this.mails.content(messageId);
    if (!content) return;
    const attachments = await this.mails.attachments(messageId);
    if (attachments.some(({ state }) => state === 'scanning'))
      return this.mails.postpone(messageId, SCAN_SECONDS);
    const recipients = await this.mails.recipients(messageId);
    const addresses = recipients.filter(({ is_open: isOpen }) => isOpen).map(({ address }) => address);
    const mailbox =
      mailboxId === null ? null : await this.dataSource.getRepository(Mailbox).findOneBy({ id: mailboxId });
    const outcomes = mailbox?.active
      ? await this.send({ claimed, content, mailbox, attachments, recipients }, addresses)
      : addresses.map((address) => unsent(address, mailbox));
    const isOver = Date.now() - queuedAt.getTime() > GIVE_UP_DAYS * DAY_MS || !mailbox;
    await this.dataSource.transaction((manager) =>
      this.mails.record(manager, messageId, outcomes, isOver ? null : retryMinutes(claimed.attempts)),
    );
    for (const { delivery, detail } of outcomes)
      if (delivery !== 'accepted')
        this.logger.warn({ messageId, mailboxId, delivery, detail }, 'Mail not sent');
    await this.announce(content.ticket_id);
  }

  /** Never rejects: an attachment that cannot be read delays the mail like a server that refuses it. */
  private async send(parts: MailParts, addresses: string[]): Promise<DeliveryOutcome[]> {
    try {
      return await this.sender.send(parts.mailbox, await this.compose(parts), addresses);
    } catch (error) {
      return outcomesOfError(addresses, error as Error);
    }
  }

  private async compose({
    claimed,
    content,
    mailbox,
    attachments,
    recipients,
  }: MailParts): Promise<SendMailOptions> {
    const { sendable, omitted } = splitBySize(attachments);
    const { ticket_id: id, title, answered_author: author, answered_at: at, answered_text: text } = content;
    const mail = composeReply({
      ticket: { id, title },
      body: [content.body, ...omitted.map(({ name, size }) => `[${name}, ${megabytes(size)} MB]`)].join('\n'),
      mailbox,
      answered: at !== null && text !== null ? { author: author ?? '', at, text } : null,
      headerId: claimed.header_id,
      references: content.thread,
      to: recipients.filter(({ kind }) => kind === 'to').map(({ address }) => address),
      cc: recipients.filter(({ kind }) => kind === 'cc').map(({ address }) => address),
    });
    return { ...mail, attachments: await Promise.all(sendable.map((each) => this.attach(each))) };
  }

  private async attach({ blob_id: blobId, name, type }: MailAttachment) {
    const blob = await this.blobs.find(blobId);
    if (!blob) throw new Error(`The content of the attachment ${name} is missing.`);
    return { filename: name, contentType: type, content: Readable.from(this.storage.readAll(blob)) };
  }

  /** Shows the new state to agents who have the ticket open. */
  private async announce(ticketId: number): Promise<void> {
    const ticket = await this.dataSource.getRepository(Ticket).findOneBy({ id: ticketId });
    if (ticket && !ticket.deletedAt)
      this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal: true }));
  }
}

interface MailParts {
  claimed: ClaimedMail;
  content: MessageContent;
  mailbox: Mailbox;
  attachments: readonly MailAttachment[];
  recipients: readonly { address: string; kind: RecipientKind }[];
}

function unsent(address: string, mailbox: Mailbox | null): DeliveryOutcome {
  const detail = mailbox ? 'The mailbox is inactive.' : 'The mailbox was deleted.';
  return { address, delivery: mailbox ? 'delayed' : 'failed', detail };
}

/** Attachments that fit into a mail, in their order, without quarantined ones. */
function splitBySize(attachments: readonly MailAttachment[]) {
  const sendable: MailAttachment[] = [];
  const omitted: MailAttachment[] = [];
  let bytes = 0;
  for (const each of attachments) {
    const fits = each.state === 'available' && bytes + each.size <= MAX_ATTACHED_BYTES;
    (fits ? sendable : omitted).push(each);
    if (fits) bytes += each.size;
  }
  return { sendable, omitted };
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
