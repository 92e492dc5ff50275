import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { Connection } from '../../database/query.js';
import type { InboundSource } from './inbound-mail.entity.js';
import { InboundMailsRepository, type NewInboundMail } from './inbound-mails.repository.js';
import { contentHash, messageIdOf, rawHeaders } from './raw-mail.js';

/** Emitted within the process after a mail was committed. */
export const MAIL_RECEIVED = 'mail.received';

export interface MailOrigin {
  mailboxId: number;
  source: InboundSource;
  uidValidity?: string;
  uid?: string;
}

/** Stores mails as they arrive, before they are read. */
@Injectable()
export class ReceiveMail {
  constructor(
    private readonly mails: InboundMailsRepository,
    private readonly events: EventEmitter2,
  ) {}

  /** @returns the id of the stored mail; undefined if it is stored already */
  store(connection: Connection, raw: Buffer, origin: MailOrigin): Promise<number | undefined> {
    const headers = rawHeaders(raw);
    const content = { sha256: contentHash(raw, headers), messageId: messageIdOf(headers) };
    return this.mails.insert(connection, { ...place(origin), ...content, raw, size: raw.length });
  }

  /** Stores that a mail arrived which is too large to be fetched. */
  storeTooLarge(
    connection: Connection,
    {
      size,
      ...known
    }: Pick<NewInboundMail, 'sha256' | 'messageId' | 'size'> & {
      fromAddress: string | null;
      subject: string | null;
    },
    origin: MailOrigin,
  ): Promise<number | undefined> {
    const { fromAddress, subject, ...content } = known;
    const quarantine = { reason: 'too_large', fromAddress, subject } as const;
    return this.mails.insert(connection, { ...place(origin), ...content, size, raw: null, quarantine });
  }

  /** After the commit. The sweeper finds mails whose event is lost. */
  announce(): void {
    this.events.emit(MAIL_RECEIVED);
  }
}

function place({ uidValidity = undefined, uid = undefined, ...origin }: MailOrigin) {
  return { ...origin, uidValidity: uidValidity ?? null, uid: uid ?? null };
}
