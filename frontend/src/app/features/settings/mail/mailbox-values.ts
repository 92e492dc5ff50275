import type {
  CreateMailboxInput,
  MailAfterFetch,
  MailboxView,
  MailFetchPolicy,
  MailSecurity,
} from '../../../api/models';
import { MailProvider, PROVIDER_SERVERS } from './mail-providers';

export type Mailbox = MailboxView;
export type MailboxInput = CreateMailboxInput;
export type MailProtocol = 'imap' | 'smtp';

/** The first team, which always exists. */
const DEFAULT_TEAM_ID = 1;

/** How to reach a mail server. The password is apart, because it is write-only. */
export interface MailAccount {
  host: string;
  port: string;
  security: MailSecurity;
  user: string;
}

/** Contents of the mailbox form. */
export interface MailboxValues {
  name: string;
  address: string;
  from_name: string;
  team_id: number;
  /** Separated by commas. */
  aliases: string;
  signature: string;
  active: boolean;
  receives: boolean;
  imap: MailAccount;
  imap_folder: string;
  fetch_policy: MailFetchPolicy;
  after_fetch: MailAfterFetch;
  move_to: string;
  sends: boolean;
  smtp: MailAccount;
  /** Whether user and password for sending are those for receiving. */
  sameLogin: boolean;
}

/** Entered passwords, '' if none. */
export type MailPasswords = Record<MailProtocol, string>;

/** Ports by protocol and encryption (RFC 8314 for tls). */
const DEFAULT_PORTS: Record<MailProtocol, Record<MailSecurity, string>> = {
  imap: { tls: '993', starttls: '143', none: '143' },
  smtp: { tls: '465', starttls: '587', none: '25' },
};

const NEW_MAILBOX: MailboxValues = {
  ...{ name: '', address: '', from_name: '', team_id: DEFAULT_TEAM_ID, aliases: '', signature: '' },
  ...{ active: true, receives: true, sends: true, sameLogin: true },
  imap: { host: '', port: '993', security: 'tls', user: '' },
  ...{ imap_folder: 'INBOX', fetch_policy: 'new', after_fetch: 'leave', move_to: '' },
  smtp: { host: '', port: '587', security: 'starttls', user: '' },
};

/** Values of a stored mailbox; the defaults for null. */
export function valuesOf(mailbox: Mailbox | null): MailboxValues {
  if (!mailbox) return NEW_MAILBOX;
  const { name, address, from_name, team_id, signature, active, fetch_policy, after_fetch } = mailbox;
  return {
    ...{ name, address, from_name, team_id, signature, active, fetch_policy, after_fetch },
    aliases: mailbox.aliases.join(', '),
    receives: mailbox.imap_host !== null,
    imap: {
      ...{ host: mailbox.imap_host ?? '', port: String(mailbox.imap_port) },
      ...{ security: mailbox.imap_security, user: mailbox.imap_user ?? '' },
    },
    imap_folder: mailbox.imap_folder,
    move_to: mailbox.move_to ?? '',
    sends: mailbox.smtp_host !== null,
    smtp: {
      ...{ host: mailbox.smtp_host ?? '', port: String(mailbox.smtp_port) },
      ...{ security: mailbox.smtp_security, user: mailbox.smtp_user ?? '' },
    },
    sameLogin: hasSameLogin(mailbox),
  };
}

/** Whether the stored passwords may be the same. A mailbox that sends no mail has the default. */
function hasSameLogin(mailbox: Mailbox): boolean {
  if (mailbox.imap_host === null) return false;
  if (mailbox.smtp_host === null) return true;
  return mailbox.smtp_user === mailbox.imap_user && mailbox.has_smtp_password === mailbox.has_imap_password;
}

/** Fills in the servers of a provider, and the address as user name unless one is given. */
export function withProvider(values: MailboxValues, provider: MailProvider): MailboxValues {
  const user = values.imap.user || values.address.trim();
  const { imap, smtp } = provider === 'other' ? NEW_MAILBOX : PROVIDER_SERVERS[provider];
  return {
    ...values,
    ...{ receives: true, sends: true },
    imap: { ...values.imap, ...imap, user },
    smtp: { ...values.smtp, ...smtp, user: values.smtp.user },
  };
}

/** The account with another encryption, and with the port that belongs to it unless it was another. */
export function withSecurity(
  account: MailAccount,
  protocol: MailProtocol,
  security: MailSecurity,
): MailAccount {
  const ports = DEFAULT_PORTS[protocol];
  const isUsual = account.port === ports[account.security];
  return { ...account, security, port: isUsual ? ports[security] : account.port };
}

/** Whether the login for sending is taken from that for receiving. */
export function sharesLogin({ receives, sends, sameLogin }: MailboxValues): boolean {
  return receives && sends && sameLogin;
}

/** Fields of passwords that are missing: without an entered or a stored one, a login can’t succeed. */
export function missingPasswords(
  values: MailboxValues,
  passwords: MailPasswords,
  stored: Mailbox | null,
): string[] {
  const isShared = sharesLogin(values);
  // Only the service can read the stored password, and it does not copy it.
  const isSharedAlready = stored !== null && hasSameLogin(stored) && stored.has_smtp_password;
  const hasImap = stored?.has_imap_password && (!isShared || isSharedAlready);
  const lacksImap = values.receives && !passwords.imap && !hasImap;
  const hasOwnLogin = values.sends && !isShared && values.smtp.user.trim() !== '';
  const lacksSmtp = hasOwnLogin && !passwords.smtp && !stored?.has_smtp_password;
  return [...(lacksImap ? ['imap_password'] : []), ...(lacksSmtp ? ['smtp_password'] : [])];
}

/** The request body. A password that was not entered is left out, so that the stored one stays. */
export function toMailboxInput(values: MailboxValues, passwords: MailPasswords): MailboxInput {
  const { team_id, active } = values;
  return {
    ...{ name: values.name.trim(), address: values.address.trim(), from_name: values.from_name.trim() },
    ...{ team_id, active, signature: values.signature.trim() },
    aliases: values.aliases.split(/[\s,;]+/).filter(Boolean),
    ...receivingInput(values, passwords),
    ...sendingInput(values, passwords),
  };
}

function receivingInput(values: MailboxValues, { imap: password }: MailPasswords): Partial<MailboxInput> {
  if (!values.receives) return { imap_host: null, imap_user: null, imap_password: null };
  const { host, port, security, user } = values.imap;
  return {
    ...{ imap_host: host.trim(), imap_port: Number(port), imap_security: security },
    imap_user: user.trim(),
    ...(password && { imap_password: password }),
    ...{ imap_folder: values.imap_folder.trim(), fetch_policy: values.fetch_policy },
    after_fetch: values.after_fetch,
    move_to: (values.after_fetch === 'move' && values.move_to.trim()) || null,
  };
}

function sendingInput(values: MailboxValues, passwords: MailPasswords): Partial<MailboxInput> {
  if (!values.sends) return { smtp_host: null, smtp_user: null, smtp_password: null };
  const { host, port, security } = values.smtp;
  const isShared = sharesLogin(values);
  const user = (isShared ? values.imap : values.smtp).user.trim() || null;
  const password = isShared ? passwords.imap : passwords.smtp;
  return {
    ...{ smtp_host: host.trim(), smtp_port: Number(port), smtp_security: security, smtp_user: user },
    // Without a user the server requires no sign-in.
    ...(user === null ? { smtp_password: null } : password && { smtp_password: password }),
  };
}
