import { Injectable } from '@nestjs/common';
import { decodeIdCursor, pageById } from '../../http/id-cursor.js';
import type { PageQuery } from '../../http/dto/page.dto.js';
import type { Caller } from '../../identity/users/caller.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import type { InboundMailPage, QuarantinedMailView } from '../inbound/dto/inbound.dto.js';
import { InboundMailsRepository } from '../inbound/inbound-mails.repository.js';
import { QuarantinedMailNotFound } from '../inbound/inbound.errors.js';
import { ReceiveMail } from '../inbound/receive-mail.js';
import { MailParser } from '../parsing/mail-parser.js';
import type { ParsedMail } from '../parsing/parsed-mail.js';

/** Enough to decide by. */
const MAX_SHOWN_TEXT = 10_000;
const MAX_SHOWN_ATTACHMENTS = 100;

/** Mails that only an administrator makes a ticket of. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly mails: InboundMailsRepository,
    private readonly parser: MailParser,
    private readonly receiver: ReceiveMail,
  ) {}

  /** @throws InvalidCursor */
  async list({ cursor, limit }: PageQuery): Promise<InboundMailPage> {
    const before = cursor ? decodeIdCursor(cursor) : undefined;
    const rows = await this.mails.list({ states: ['quarantined'], before, limit: limit + 1 });
    return pageById(rows, limit, (mail) => mail);
  }

  /** @throws QuarantinedMailNotFound */
  async get(id: number): Promise<QuarantinedMailView> {
    const mail = await this.mails.findQuarantined(id);
    if (!mail) throw new QuarantinedMailNotFound(id);
    const parsed = await this.parse(id);
    return {
      ...mail,
      text: parsed && parsed.text.slice(0, MAX_SHOWN_TEXT),
      attachments: parsed?.attachments.slice(0, MAX_SHOWN_ATTACHMENTS).map(({ name }) => name) ?? [],
    };
  }

  /**
   * The mail as it was received.
   * @throws QuarantinedMailNotFound also if its content is not stored
   */
  async raw(id: number, by: Caller): Promise<Buffer> {
    const raw = (await this.mails.findQuarantined(id)) && (await this.mails.findRaw(id));
    if (!raw) throw new QuarantinedMailNotFound(id);
    logSecurityEvent('mail.downloaded', { mailId: id, by: by.id });
    return raw;
  }

  /**
   * Makes a ticket of the mail, or adds it to the ticket that it replies to.
   * @throws QuarantinedMailNotFound
   */
  async release(id: number): Promise<void> {
    if (!(await this.mails.release(id))) throw new QuarantinedMailNotFound(id);
    this.receiver.announce();
  }

  /** @throws QuarantinedMailNotFound */
  async remove(id: number): Promise<void> {
    if (!(await this.mails.discard(id))) throw new QuarantinedMailNotFound(id);
  }

  private async parse(id: number): Promise<ParsedMail | null> {
    const raw = await this.mails.findRaw(id);
    return raw && this.parser.parse(raw).catch(() => null);
  }
}
