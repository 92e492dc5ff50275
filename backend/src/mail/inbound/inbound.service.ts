import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Injectable, UnsupportedMediaTypeException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { decodeIdCursor, pageById } from '../../http/id-cursor.js';
import { digestOf } from '../../identity/auth/secrets.js';
import { Mailbox } from '../mailboxes/mailbox.entity.js';
import { MailboxNotFound } from '../mailboxes/mailboxes.errors.js';
import { MAIL_LIMITS } from '../parsing/parsed-mail.js';
import type { InboundMailPage, MailLedger, MailListQuery, ReceivedMailView } from './dto/inbound.dto.js';
import { INBOUND_STATES } from './inbound-mail.entity.js';
import { InboundMailsRepository } from './inbound-mails.repository.js';
import { InboundTokenInvalid, MailEmpty, MailInterrupted, MailTooLarge } from './inbound.errors.js';
import { ReceiveMail } from './receive-mail.js';

const MEGABYTE = 1024 * 1024;
const MAIL_TYPE = /^message\/rfc822\s*(;|$)/i;

interface MailRequest {
  headers: IncomingHttpHeaders;
  /** As the client sent it. */
  contentType: string | undefined;
  body: Readable | undefined;
}

/** Mail that programs deliver by HTTP, and what became of the mails of a mailbox. */
@Injectable()
export class InboundService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly mails: InboundMailsRepository,
    private readonly receiver: ReceiveMail,
  ) {}

  /**
   * Stores a mail. It is processed afterwards, whatever crashes.
   * @throws InboundTokenInvalid | MailTooLarge | MailEmpty | MailInterrupted | UnsupportedMediaTypeException
   */
  async receive({ headers, contentType = '', body }: MailRequest): Promise<ReceivedMailView> {
    const mailboxId = await this.authenticate(headers.authorization);
    if (!MAIL_TYPE.test(contentType))
      throw new UnsupportedMediaTypeException('The body is not message/rfc822.');
    if (Number(headers['content-length'] ?? 0) > MAIL_LIMITS.bytes) throw tooLarge();
    const raw = body ? await readMail(body) : Buffer.alloc(0);
    if (raw.length === 0) throw new MailEmpty();
    const id = await this.receiver.store(this.dataSource, raw, { mailboxId, source: 'http' });
    this.receiver.announce();
    return { id: id! };
  }

  /** @throws MailboxNotFound | InvalidCursor */
  async list(
    mailboxId: number,
    { state = [...INBOUND_STATES], cursor, limit }: MailListQuery,
  ): Promise<InboundMailPage> {
    const before = cursor ? decodeIdCursor(cursor) : undefined;
    await this.requireMailbox(mailboxId);
    const rows = await this.mails.list({ mailboxId, states: state, before, limit: limit + 1 });
    return pageById(rows, limit, (mail) => mail);
  }

  /** @throws MailboxNotFound */
  async ledger(mailboxId: number): Promise<MailLedger> {
    const found = await this.mails.ledger(mailboxId);
    if (!found) throw new MailboxNotFound(mailboxId);
    const { received, counts } = found;
    const of = (wanted: string): number => counts.find(({ state }) => state === wanted)?.n ?? 0;
    const ignored = counts.filter(({ state }) => state === 'ignored');
    const accounted = counts.reduce((sum, { n }) => sum + n, 0);
    return {
      received,
      ...{ ticketed: of('ticketed'), appended: of('appended'), quarantined: of('quarantined') },
      ignored: Object.fromEntries(ignored.map(({ reason, n }) => [reason!, n])),
      pending: of('pending'),
      difference: received - accounted,
    };
  }

  /** @throws InboundTokenInvalid */
  private async authenticate(authorization: string | undefined): Promise<number> {
    const token = /^Bearer +(\S{1,200})$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new InboundTokenInvalid();
    const mailbox = await this.dataSource
      .getRepository(Mailbox)
      .findOne({ where: { inboundTokenHash: digestOf(token), active: true }, select: { id: true } });
    if (!mailbox) throw new InboundTokenInvalid();
    return mailbox.id;
  }

  private async requireMailbox(id: number): Promise<void> {
    if (!(await this.dataSource.getRepository(Mailbox).existsBy({ id }))) throw new MailboxNotFound(id);
  }
}

/** @throws MailTooLarge | MailInterrupted */
async function readMail(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection stays open, so that the client can read why its mail is refused.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAIL_LIMITS.bytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw body.readableAborted ? new MailInterrupted() : error;
  }
  return Buffer.concat(chunks);
}

function tooLarge(): MailTooLarge {
  return new MailTooLarge(MAIL_LIMITS.bytes / MEGABYTE);
}
