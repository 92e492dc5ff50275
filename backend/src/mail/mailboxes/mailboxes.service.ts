import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import { fault } from '../../common/field-faults.js';
import { SecretCipher } from '../../common/secret-cipher.js';
import { InvalidInput } from '../../http/invalid-input.js';
import { digestOf, randomSecret } from '../../identity/auth/secrets.js';
import type { Caller } from '../../identity/users/caller.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import { requireTeam } from '../../tickets/ticket-assignment.js';
import { InboundMail } from '../inbound/inbound-mail.entity.js';
import type {
  CreateMailboxInput,
  InboundTokenView,
  MailboxList,
  MailboxView,
  UpdateMailboxInput,
} from './dto/mailboxes.dto.js';
import { Mailbox, type MailSecurity } from './mailbox.entity.js';
import { mailboxColumns, toMailboxView } from './mailbox-view.js';
import { MailboxAddressTaken, MailboxInUse, MailboxNotFound, TooManyMailboxes } from './mailboxes.errors.js';
import { findTakenAddress, lockMailboxes, resetCursor } from './mailboxes.repository.js';

/** All are listed at once. */
const MAX_MAILBOXES = 200;

/** The columns of a password. */
export const SECRET_COLUMNS = { imapPassword: 'imap_password', smtpPassword: 'smtp_password' } as const;

/** Emitted within the process after a mailbox was changed or deleted. */
export const MAILBOX_CHANGED = 'mailbox.changed';

/** Mailboxes, which administrators manage. Passwords are stored encrypted and never returned. */
@Injectable()
export class MailboxesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cipher: SecretCipher,
    private readonly events: EventEmitter2,
  ) {}

  async list(): Promise<MailboxList> {
    const mailboxes = await this.dataSource
      .getRepository(Mailbox)
      .find({ order: { name: 'ASC', id: 'ASC' } });
    return { results: mailboxes.map(toMailboxView) };
  }

  /** @throws MailboxNotFound */
  async get(id: number): Promise<MailboxView> {
    return toMailboxView(await this.find(id));
  }

  /** @throws MailboxNotFound */
  async find(id: number): Promise<Mailbox> {
    const mailbox = await this.dataSource.getRepository(Mailbox).findOneBy({ id });
    if (!mailbox) throw new MailboxNotFound(id);
    return mailbox;
  }

  /** @throws UnknownTeam | MailboxAddressTaken | TooManyMailboxes | SecretsKeyMissing | InvalidInput */
  async create(input: CreateMailboxInput, by: Caller): Promise<MailboxView> {
    const id = await this.dataSource.transaction(async (manager) => {
      await lockMailboxes(manager);
      if ((await manager.count(Mailbox)) >= MAX_MAILBOXES) throw new TooManyMailboxes(MAX_MAILBOXES);
      const columns = mailboxColumns(input);
      await this.check(manager, { ...columns, id: 0 }, by);
      const { id } = await manager.save(manager.create(Mailbox, columns));
      await this.storePasswords(manager, id, input);
      return id;
    });
    this.announce('created', id, by);
    return this.get(id);
  }

  /** @throws MailboxNotFound | UnknownTeam | MailboxAddressTaken | SecretsKeyMissing | InvalidInput */
  async update(id: number, input: UpdateMailboxInput, by: Caller): Promise<MailboxView> {
    await this.dataSource.transaction(async (manager) => {
      await lockMailboxes(manager);
      const current = await manager.findOneBy(Mailbox, { id });
      if (!current) throw new MailboxNotFound(id);
      requirePasswordsAgain(current, input);
      const columns = mailboxColumns(input);
      await this.check(manager, { ...current, ...columns }, by);
      const { version } = current;
      // The next attempt is made with the new settings.
      const attempt = { failingSince: null, lastErrorCode: null, nextAttemptAt: null };
      await manager.update(
        Mailbox,
        { id },
        { ...columns, ...attempt, version: version + 1, updatedAt: () => 'now()' },
      );
      await this.storePasswords(manager, id, input);
      if (isOtherFolder(current, columns)) await resetCursor(manager, id);
    });
    this.announce('changed', id, by);
    return this.get(id);
  }

  /** @throws MailboxNotFound | MailboxInUse */
  async remove(id: number, by: Caller): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' } as const;
      if (!(await manager.findOne(Mailbox, { where: { id }, lock }))) throw new MailboxNotFound(id);
      for (const state of ['pending', 'quarantined'] as const)
        if (await manager.existsBy(InboundMail, { mailboxId: id, state })) throw new MailboxInUse();
      await manager.delete(Mailbox, { id });
    });
    this.announce('deleted', id, by);
  }

  /**
   * Creates the token for inbound mail by HTTP, which replaces the former one.
   * @throws MailboxNotFound
   */
  async createToken(id: number, by: Caller): Promise<InboundTokenView> {
    const token = `tiqm_${randomSecret()}`;
    const { affected } = await this.dataSource
      .getRepository(Mailbox)
      .update({ id }, { inboundTokenHash: digestOf(token) });
    if (!affected) throw new MailboxNotFound(id);
    logSecurityEvent('mailbox.token_created', { mailboxId: id, by: by.id });
    return { token };
  }

  /** @throws UnknownTeam | MailboxAddressTaken | InvalidInput */
  private async check(
    manager: EntityManager,
    mailbox: Partial<Mailbox> & { id: number },
    by: Caller,
  ): Promise<void> {
    const { id, teamId, address = '', aliases = [], imapHost, imapUser, afterFetch, moveTo } = mailbox;
    if (imapHost && !imapUser) throw missing('imap_user');
    if (afterFetch === 'move' && !moveTo) throw missing('move_to');
    await requireTeam(manager, { teamId }, by);
    const taken = await findTakenAddress(manager, [address, ...aliases], id);
    if (taken !== undefined) throw new MailboxAddressTaken(taken === address ? 'address' : 'aliases');
  }

  /** @throws SecretsKeyMissing */
  private async storePasswords(
    manager: EntityManager,
    id: number,
    { imap_password: imapPassword, smtp_password: smtpPassword }: UpdateMailboxInput,
  ): Promise<void> {
    const given = Object.entries({ imapPassword, smtpPassword }).filter(([, value]) => value !== undefined);
    if (given.length === 0) return;
    const encrypted = given.map(([property, secret]) => {
      const column = SECRET_COLUMNS[property as keyof typeof SECRET_COLUMNS];
      const place = { table: 'mailboxes', column, id };
      return [property, typeof secret === 'string' ? this.cipher.encrypt(secret, place) : null];
    });
    await manager.update(Mailbox, { id }, Object.fromEntries(encrypted) as Partial<Mailbox>);
  }

  private announce(change: 'created' | 'changed' | 'deleted', id: number, by: Caller): void {
    logSecurityEvent(`mailbox.${change}`, { mailboxId: id, by: by.id });
    this.events.emit(MAILBOX_CHANGED, { id });
  }
}

function missing(field: string): InvalidInput {
  return new InvalidInput([{ field, ...fault('required') }]);
}

/**
 * A stored password is not sent to another host, nor with other encryption, unless it is entered again.
 * @throws InvalidInput
 */
function requirePasswordsAgain(current: Mailbox, input: UpdateMailboxInput): void {
  const imap = needsPassword(
    { host: current.imapHost, security: current.imapSecurity, password: current.imapPassword },
    { host: input.imap_host, security: input.imap_security, password: input.imap_password },
  );
  const smtp = needsPassword(
    { host: current.smtpHost, security: current.smtpSecurity, password: current.smtpPassword },
    { host: input.smtp_host, security: input.smtp_security, password: input.smtp_password },
  );
  const fields = [...(imap ? ['imap_password'] : []), ...(smtp ? ['smtp_password'] : [])];
  if (fields.length > 0) throw new InvalidInput(fields.map((field) => ({ field, ...fault('required') })));
}

interface Account<Password> {
  host?: string | null;
  security?: MailSecurity;
  password?: Password | null;
}

function needsPassword(current: Account<Buffer>, input: Account<string>): boolean {
  if (!current.password || input.password !== undefined) return false;
  const isOtherHost = typeof input.host === 'string' && input.host !== current.host;
  return isOtherHost || (input.security !== undefined && input.security !== current.security);
}

/** Whether the cursor belongs to another folder. */
function isOtherFolder(current: Mailbox, columns: Partial<Mailbox>): boolean {
  return (['imapHost', 'imapUser', 'imapFolder'] as const).some(
    (name) => columns[name] !== undefined && columns[name] !== current[name],
  );
}
