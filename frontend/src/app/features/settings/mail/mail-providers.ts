import type { MailSecurity } from '../../../api/models';

export type MailProvider = 'google' | 'microsoft' | 'other';

interface MailServer {
  host: string;
  port: string;
  security: MailSecurity;
}
interface MailServers {
  imap: MailServer;
  smtp: MailServer;
}

/** Servers as documented by the providers. */
export const PROVIDER_SERVERS: Record<Exclude<MailProvider, 'other'>, MailServers> = {
  google: {
    imap: { host: 'imap.gmail.com', port: '993', security: 'tls' },
    smtp: { host: 'smtp.gmail.com', port: '587', security: 'starttls' },
  },
  microsoft: {
    imap: { host: 'outlook.office365.com', port: '993', security: 'tls' },
    smtp: { host: 'smtp.office365.com', port: '587', security: 'starttls' },
  },
};

export const providerNames: Record<MailProvider, string> = {
  google: 'Google',
  microsoft: 'Microsoft 365',
  other: $localize`Other`,
};

/** What to prepare at the provider; null for an unknown one. */
export const providerHints: Record<MailProvider, string | null> = {
  google: $localize`With 2-step verification, create an app password in the Google account and enter it as password.`,
  microsoft: $localize`With two-step verification, create an app password and enter it as password. IMAP and authenticated SMTP must be allowed for the mailbox.`,
  other: null,
};

/** The provider of a host. */
export function providerOf(host: string): MailProvider {
  const known = Object.entries(PROVIDER_SERVERS).find(([, { imap }]) => imap.host === host);
  return (known?.[0] as MailProvider | undefined) ?? 'other';
}
