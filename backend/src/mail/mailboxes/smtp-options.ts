import type { SMTPTransportOptions } from 'nodemailer';
import type { Mailbox } from './mailbox.entity.js';

/** Options of a connection to the mailbox's SMTP server. Certificates are verified. */
export function smtpOptions(
  mailbox: Pick<Mailbox, 'smtpPort' | 'smtpSecurity' | 'smtpUser'> & { smtpHost: string },
  password: string | null,
): SMTPTransportOptions {
  const { smtpHost, smtpPort, smtpSecurity, smtpUser } = mailbox;
  return {
    host: smtpHost,
    port: smtpPort,
    secure: smtpSecurity === 'tls',
    requireTLS: smtpSecurity === 'starttls',
    ignoreTLS: smtpSecurity === 'none',
    ...(smtpUser !== null && password !== null && { auth: { user: smtpUser, pass: password } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
