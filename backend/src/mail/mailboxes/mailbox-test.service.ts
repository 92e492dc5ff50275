import { Injectable, Logger } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { SecretCipher } from '../../common/secret-cipher.js';
import {
  ConnectionFailed,
  connectionErrorCode,
  connectionErrorMessage,
  type ConnectionErrorCode,
} from './connection-errors.js';
import type { ImapTestView, MailboxTestView, SmtpTestView } from './dto/mailbox-test.dto.js';
import { ImapClients } from './imap-client.js';
import type { Mailbox } from './mailbox.entity.js';
import { MailboxesService, SECRET_COLUMNS } from './mailboxes.service.js';
import { smtpOptions } from './smtp-options.js';

const TIMEOUT_MS = 10_000;
/** Of a test as a whole, so that a slow server does not hold the request. */
const DEADLINE_MS = 20_000;
const MAX_FOLDERS = 500;

/** Connects to the servers of a mailbox and says in plain words what is wrong. */
@Injectable()
export class MailboxTestService {
  private readonly logger = new Logger(MailboxTestService.name);

  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly clients: ImapClients,
    private readonly cipher: SecretCipher,
  ) {}

  /** @throws MailboxNotFound */
  async test(id: number, sendTo: string | undefined): Promise<MailboxTestView> {
    const mailbox = await this.mailboxes.find(id);
    const [imap, smtp] = await Promise.all([
      mailbox.imapHost === null ? null : this.testImap(mailbox),
      mailbox.smtpHost === null ? null : this.testSmtp(mailbox, mailbox.smtpHost, sendTo),
    ]);
    return { imap, smtp };
  }

  private async testImap(mailbox: Mailbox): Promise<ImapTestView> {
    const folders: string[] = [];
    const result = await this.attempt(mailbox, async () => {
      const client = this.clients.create(mailbox);
      const timer = setTimeout(() => client.close(), DEADLINE_MS);
      try {
        await client.connect();
        const listed = await client.list();
        folders.push(...listed.slice(0, MAX_FOLDERS).map(({ path }) => path));
        const needed = [mailbox.imapFolder, ...(mailbox.afterFetch === 'move' ? [mailbox.moveTo!] : [])];
        if (!needed.every((folder) => listed.some(({ path }) => isSameFolder(path, folder))))
          throw new ConnectionFailed('folder_missing');
        await client.mailboxOpen(mailbox.imapFolder, { readOnly: true });
      } finally {
        clearTimeout(timer);
        client.close();
      }
    });
    return { ...result, folders };
  }

  private testSmtp(mailbox: Mailbox, smtpHost: string, sendTo: string | undefined): Promise<SmtpTestView> {
    return this.attempt(mailbox, async () => {
      const { smtpUser, address, fromName } = mailbox;
      const password = smtpUser === null ? null : this.password(mailbox);
      const options = smtpOptions({ ...mailbox, smtpHost }, password);
      const transport = createTransport({ ...options, socketTimeout: TIMEOUT_MS });
      try {
        await transport.verify();
        if (sendTo !== undefined)
          await transport.sendMail({
            from: { name: fromName, address },
            to: { name: '', address: sendTo },
            subject: 'TicketIQ test mail',
            text: `This mail confirms that the mailbox ${address} can send mail.`,
            headers: { 'Auto-Submitted': 'auto-generated' },
          });
      } finally {
        transport.close();
      }
    });
  }

  private password({ id, smtpPassword }: Mailbox): string {
    if (!smtpPassword) throw new ConnectionFailed('password_missing');
    try {
      return this.cipher.decrypt(smtpPassword, {
        table: 'mailboxes',
        column: SECRET_COLUMNS.smtpPassword,
        id,
      });
    } catch {
      throw new ConnectionFailed('secret_unreadable');
    }
  }

  private async attempt({ id }: Mailbox, connect: () => Promise<void>): Promise<SmtpTestView> {
    try {
      await connect();
      return { ok: true, code: null, message: 'The connection works.' };
    } catch (error) {
      const code: ConnectionErrorCode = connectionErrorCode(error);
      if (code === 'failed') this.logger.warn({ err: error, mailboxId: id }, 'The test of a mailbox failed');
      return { ok: false, code, message: connectionErrorMessage(code) };
    }
  }
}

/** INBOX is the same in any case (RFC 9051, section 5.1). */
function isSameFolder(path: string, folder: string): boolean {
  return path === folder || (path.toUpperCase() === 'INBOX' && folder.toUpperCase() === 'INBOX');
}
