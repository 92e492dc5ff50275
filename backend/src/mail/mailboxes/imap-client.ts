import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { SecretCipher } from '../../common/secret-cipher.js';
import { MAIL_LIMITS } from '../parsing/parsed-mail.js';
import { ConnectionFailed } from './connection-errors.js';
import type { Mailbox } from './mailbox.entity.js';
import { SECRET_COLUMNS } from './mailboxes.service.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** A silent server is asked by the poll before. */
const SOCKET_TIMEOUT_MS = 180_000;
/** A mail of the largest size, and what the protocol adds. */
const MAX_LITERAL_BYTES = MAIL_LIMITS.bytes + 1024 * 1024;

/** Creates clients for the servers of mailboxes. */
@Injectable()
export class ImapClients {
  constructor(private readonly cipher: SecretCipher) {}

  /**
   * A client that is not connected yet.
   * @throws ConnectionFailed
   */
  create(mailbox: Mailbox): ImapFlow {
    const { imapHost: host, imapPort: port, imapSecurity: security, imapUser: user } = mailbox;
    const client = new ImapFlow({
      host: host!,
      port,
      ...securityOptions(security),
      ...(isIP(host!) === 0 && { servername: host! }),
      auth: { user: user!, pass: this.password(mailbox) },
      clientInfo: { name: 'TicketIQ' },
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      maxLiteralSize: MAX_LITERAL_BYTES,
      maxResponseSize: 2 * MAX_LITERAL_BYTES,
    });
    // Errors reject the command that is running; without a listener they would end the process.
    client.on('error', () => undefined);
    return client;
  }

  private password({ id, imapPassword }: Mailbox): string {
    if (!imapPassword) throw new ConnectionFailed('password_missing');
    try {
      return this.cipher.decrypt(imapPassword, {
        table: 'mailboxes',
        column: SECRET_COLUMNS.imapPassword,
        id,
      });
    } catch {
      throw new ConnectionFailed('secret_unreadable');
    }
  }
}

/** STARTTLS is required where it is chosen: a server that does not offer it would get the password in plain text. */
function securityOptions(security: Mailbox['imapSecurity']): Partial<ImapFlowOptions> {
  if (security === 'tls') return { secure: true };
  return { secure: false, doSTARTTLS: security === 'starttls' };
}
