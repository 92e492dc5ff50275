import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import { isDatabaseUnavailable } from '../../database/database-unavailable.js';
import { violatedConstraint } from '../../database/violated-constraint.js';
import { DEFAULT_TEAM_ID } from '../../identity/teams/team.entity.js';
import { IncomingFiles, type StoredFile } from '../../tickets/attachments/incoming-files.js';
import { IncomingTickets, type IncomingSender } from '../../tickets/incoming/incoming-tickets.js';
import type { Actor } from '../../tickets/ticket-history.entity.js';
import { Ticket } from '../../tickets/ticket.entity.js';
import { ticketEvent, type TicketEvent } from '../../tickets/ticket.events.js';
import {
  InboundMailsRepository,
  type ClaimedMail,
  type Outcome,
} from '../inbound/inbound-mails.repository.js';
import { describeRaw, rawHeaders, type RawHeader } from '../inbound/raw-mail.js';
import { Mailbox } from '../mailboxes/mailbox.entity.js';
import { DeliveryReports } from '../outbound/delivery-reports.js';
import { MailParser } from '../parsing/mail-parser.js';
import type { ParsedMail } from '../parsing/parsed-mail.js';
import { dispose, MAX_MAILS_PER_HOUR, type Disposition } from './disposition.js';
import { findTicket, isLoop, isMarkedAsSpam, participantsOf, senderOf } from './mail-context.js';
import { addParticipants, addThread, findOwnAddresses, findThreads } from './threads.repository.js';
import { htmlOf, shortened, storable, textOf, titleOf } from './ticket-text.js';
import { writeUnreadable } from './unreadable-mail.js';

/** Attempts to read a mail, after which its ticket says that it could not be read. */
const MAX_ATTEMPTS = 3;
/** Attempts after which a mail waits for an administrator. */
const MAX_ALL_ATTEMPTS = 6;
const RETRY_SECONDS = [1, 5, 15, 60] as const;

const MAX_SUBJECT = 500;

interface Written {
  outcome: Outcome;
  events: TicketEvent[];
}

/** Makes tickets and messages of mails. Each mail takes effect in one transaction with its state, so at most once. */
@Injectable()
export class MailProcessor {
  private readonly logger = new Logger(MailProcessor.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly mails: InboundMailsRepository,
    private readonly parser: MailParser,
    private readonly tickets: IncomingTickets,
    private readonly files: IncomingFiles,
    private readonly events: EventEmitter2,
    private readonly reports: DeliveryReports,
  ) {}

  /** Processes the mail that has been due for longest. @returns false if there was none */
  async processNext(): Promise<boolean> {
    const claimed = await this.mails.claim();
    if (!claimed) return false;
    try {
      await this.process(claimed);
    } catch (error) {
      const counted = !isDatabaseUnavailable(error);
      this.logger.warn(
        { err: error, mailId: claimed.id },
        'A mail could not be processed. It will be retried',
      );
      const seconds = RETRY_SECONDS[Math.min(claimed.attempts, RETRY_SECONDS.length) - 1] ?? 1;
      await this.mails.postpone(claimed.id, seconds, { counted }).catch(() => undefined);
    }
    return true;
  }

  private async process(claimed: ClaimedMail): Promise<void> {
    const headers = claimed.raw ? rawHeaders(claimed.raw) : [];
    if (claimed.attempts > MAX_ALL_ATTEMPTS) return this.quarantine(claimed, headers);
    const mail = await this.parse(claimed);
    if (!mail) return this.makeUnreadable(claimed, headers);
    const files = await this.files.store(filesOf(mail));
    await this.write((manager) => this.act(manager, claimed, { mail, headers, files }), claimed.id);
  }

  /** @returns null for a mail that cannot be read */
  private async parse({ raw, attempts, id }: ClaimedMail): Promise<ParsedMail | null> {
    // Reading it has ended the process before.
    if (!raw || attempts > MAX_ATTEMPTS) return null;
    try {
      return await this.parser.parse(raw);
    } catch (error) {
      if (attempts < MAX_ATTEMPTS) throw error;
      this.logger.warn({ err: error, mailId: id }, 'A mail could not be read');
      return null;
    }
  }

  /** Writes what becomes of a mail, unless another process did. */
  private async write(act: (manager: EntityManager) => Promise<Written>, id: number): Promise<void> {
    const run = (): Promise<TicketEvent[]> =>
      this.dataSource.transaction(async (manager) => {
        if (!(await this.mails.lockPending(manager, id))) return [];
        const { outcome, events } = await act(manager);
        await this.mails.finish(manager, id, outcome);
        return events;
      });
    const events = await run().catch((error: unknown) => {
      // Lost against an upload of the same content.
      if (violatedConstraint(error) !== 'uq_blobs_sha256') throw error;
      return run();
    });
    for (const event of events) this.events.emit(event.name, event);
  }

  private async act(
    manager: EntityManager,
    claimed: ClaimedMail,
    {
      mail,
      headers,
      files,
    }: { mail: ParsedMail; headers: readonly RawHeader[]; files: readonly StoredFile[] },
  ): Promise<Written> {
    const own = await findOwnAddresses(manager);
    const sender = senderOf(mail, own);
    const known = {
      kind: mail.kind,
      fromAddress: sender.email,
      subject: shortened(storable(mail.subject), MAX_SUBJECT),
    };
    const original = await this.mails.findOriginal(manager, claimed);
    if (original) {
      const { ticketId } = original;
      return { outcome: { ...known, state: 'ignored', reason: 'duplicate', ticketId }, events: [] };
    }
    const disposition = await this.decide(manager, claimed, { mail, headers, sender, own });
    const { outcome, events } = await this.carryOut(manager, claimed, {
      disposition,
      mail,
      sender,
      files,
      own,
    });
    return { outcome: { ...known, ...outcome }, events };
  }

  private async decide(
    manager: EntityManager,
    { released }: ClaimedMail,
    {
      mail,
      headers,
      sender,
      own,
    }: { mail: ParsedMail; headers: readonly RawHeader[]; sender: IncomingSender; own: ReadonlySet<string> },
  ): Promise<Disposition> {
    const isFromMailbox = own.has(normalizeEmail(mail.from?.address ?? '') ?? '');
    const sent = isFromMailbox && mail.messageId ? await findThreads(manager, [mail.messageId]) : [];
    const { email } = sender;
    return dispose({
      kind: mail.kind,
      released,
      isOwn: sent.some(({ direction }) => direction === 'out'),
      isLoop: isLoop(headers, own),
      isSpam: isMarkedAsSpam(headers),
      recent: email === null ? 0 : await this.mails.countRecent(manager, email, MAX_MAILS_PER_HOUR),
      ticketId: await findTicket(manager, mail, sender),
    });
  }

  private async carryOut(
    manager: EntityManager,
    claimed: ClaimedMail,
    { disposition, mail, ...rest }: Decided,
  ): Promise<Written> {
    switch (disposition.action) {
      case 'create':
        return this.createTicket(manager, claimed, { mail, ...rest });
      case 'append':
        return this.addMessage(manager, claimed, { mail, ...rest, disposition });
      case 'bounce':
        return this.recordBounce(manager, mail);
      case 'quarantine':
        return { outcome: { state: 'quarantined', reason: disposition.reason }, events: [] };
      case 'ignore':
        return { outcome: { state: 'ignored', reason: disposition.reason }, events: [] };
    }
  }

  private async createTicket(
    manager: EntityManager,
    claimed: ClaimedMail,
    { mail, sender, files, own }: Omit<Decided, 'disposition'>,
  ): Promise<Written> {
    const { text } = textOf(mail, { isReply: false });
    const content = {
      title: titleOf(mail.subject, mail.newText || mail.text),
      text,
      html: htmlOf(mail),
      files,
    };
    const teamId = await teamOf(manager, claimed);
    const { ticket } = await this.tickets.create(manager, content, {
      ...{ sender, teamId, channel: 'mail', actor: actorOf(sender) },
    });
    const place = { ticketId: ticket.id, ticketMessageId: null };
    await this.remember(manager, claimed, place, { mail, sender, own });
    return { outcome: { state: 'ticketed', ...place }, events: [ticketEvent('ticket.created', ticket)] };
  }

  private async addMessage(
    manager: EntityManager,
    claimed: ClaimedMail,
    {
      mail,
      sender,
      files,
      own,
      disposition: { ticketId, isAutomatic },
    }: Decided & { disposition: { ticketId: number; isAutomatic: boolean } },
  ): Promise<Written> {
    const { text } = textOf(mail, { isReply: true });
    const { ticket, message } = await this.tickets.addMessage(
      manager,
      ticketId,
      { text, html: htmlOf(mail), files },
      { sender, channel: 'mail', actor: actorOf(sender), isAutomatic },
    );
    const place = { ticketId, ticketMessageId: message.id };
    if (isAutomatic) await this.addThread(manager, claimed, place, mail);
    else await this.remember(manager, claimed, place, { mail, sender, own });
    return { outcome: { state: 'appended', ...place }, events: [ticketEvent('ticket.updated', ticket)] };
  }

  private async recordBounce(manager: EntityManager, mail: ParsedMail): Promise<Written> {
    const place = await this.reports.record(manager, mail);
    if (!place) return { outcome: { state: 'ignored', reason: 'bounce' }, events: [] };
    const ticket = await manager.findOneByOrFail(Ticket, { id: place.ticketId });
    const events = ticket.deletedAt ? [] : [ticketEvent('ticket.updated', ticket, { internal: true })];
    return { outcome: { state: 'appended', reason: 'bounce', ...place }, events };
  }

  /** Records by what replies are recognized. */
  private async remember(
    manager: EntityManager,
    claimed: ClaimedMail,
    place: { ticketId: number; ticketMessageId: number | null },
    { mail, sender, own }: Pick<Decided, 'mail' | 'sender' | 'own'>,
  ): Promise<void> {
    await this.addThread(manager, claimed, place, mail);
    await addParticipants(manager, place.ticketId, participantsOf(mail, sender, own));
  }

  private async addThread(
    manager: EntityManager,
    claimed: ClaimedMail,
    place: { ticketId: number; ticketMessageId: number | null },
    mail: ParsedMail,
  ): Promise<void> {
    const ids = new Set([claimed.messageId, mail.messageId].filter((id) => id !== null));
    for (const messageId of ids) await addThread(manager, { ...place, messageId, direction: 'in' });
  }

  private async makeUnreadable(claimed: ClaimedMail, headers: readonly RawHeader[]): Promise<void> {
    const { raw, messageId } = claimed;
    const files = await this.files.store(raw ? [{ name: 'message.eml', content: raw }] : []);
    const described = describeRaw(headers);
    const sender = { name: described.name, email: described.email };
    await this.write(async (manager) => {
      const original = await this.mails.findOriginal(manager, claimed);
      const known = {
        fromAddress: sender.email,
        subject: shortened(storable(described.subject), MAX_SUBJECT),
      };
      if (original) return { outcome: { ...known, state: 'ignored', reason: 'duplicate' }, events: [] };
      const teamId = await teamOf(manager, claimed);
      const subject = described.subject || (claimed.subject ?? '');
      const ticket = await writeUnreadable(manager, this.tickets, {
        ...{ subject, isMissing: raw === null, files, sender, teamId, actor: actorOf(sender) },
      });
      const place = { ticketId: ticket.id, ticketMessageId: null };
      if (messageId !== null) await addThread(manager, { ...place, messageId, direction: 'in' });
      return {
        outcome: { ...(raw && known), state: 'ticketed', ...place },
        events: [ticketEvent('ticket.created', ticket)],
      };
    }, claimed.id);
  }

  /** Keeps a mail from which not even a ticket can be made. */
  private async quarantine(claimed: ClaimedMail, headers: readonly RawHeader[]): Promise<void> {
    const { email: fromAddress, subject } = describeRaw(headers);
    const known = { fromAddress, subject: shortened(storable(subject), MAX_SUBJECT) };
    const outcome: Outcome = { ...known, state: 'quarantined', reason: 'unreadable' };
    await this.write(() => Promise.resolve({ outcome, events: [] }), claimed.id);
  }
}

interface Decided {
  disposition: Disposition;
  mail: ParsedMail;
  sender: IncomingSender;
  files: readonly StoredFile[];
  own: ReadonlySet<string>;
}

/** The files of a mail, and its text if that is too long to be shown. */
function filesOf(mail: ParsedMail): { name: string; content: Uint8Array }[] {
  const { overflow } = textOf(mail, { isReply: false });
  const text = overflow === null ? [] : [{ name: 'message.txt', content: Buffer.from(overflow) }];
  return [...text, ...mail.attachments];
}

async function teamOf(manager: EntityManager, { mailboxId }: ClaimedMail): Promise<number> {
  const mailbox = mailboxId === null ? null : await manager.findOneBy(Mailbox, { id: mailboxId });
  return mailbox?.teamId ?? DEFAULT_TEAM_ID;
}

function actorOf({ name, email }: IncomingSender): Actor {
  return { type: 'mail', id: null, name: name ?? email ?? 'Unknown sender' };
}
