import type { ConnectionErrorCode, MailAfterFetch, MailFetchPolicy, MailSecurity } from '../../../api/models';

/** Localized names. */
export const securityNames: Record<MailSecurity, string> = {
  tls: 'TLS',
  starttls: 'STARTTLS',
  none: $localize`None`,
};
export const fetchPolicyNames: Record<MailFetchPolicy, string> = {
  new: $localize`Only new mail`,
  all: $localize`Also mail that is already in the folder`,
};
export const afterFetchNames: Record<MailAfterFetch, string> = {
  leave: $localize`Leave it unchanged`,
  flag: $localize`Mark it as read`,
  move: $localize`Move it to a folder`,
};

/** A fault of a connection, and what to do about it. */
export interface ConnectionFault {
  what: string;
  remedy: string;
}

/** By the codes of the connection test. */
const CONNECTION_FAULTS: Record<ConnectionErrorCode, ConnectionFault> = {
  wrong_password: {
    what: $localize`User or password is incorrect.`,
    remedy: $localize`Check the user and enter the password again.`,
  },
  app_password_needed: {
    what: $localize`The provider requires an app password.`,
    remedy: $localize`Create an app password in the account’s security settings and enter it as password.`,
  },
  password_missing: {
    what: $localize`There is no password.`,
    remedy: $localize`Enter the password.`,
  },
  secret_unreadable: {
    what: $localize`The stored password can’t be decrypted.`,
    remedy: $localize`Enter the password again, or restore the former SECRETS_KEY on the server.`,
  },
  tls_certificate: {
    what: $localize`The server’s certificate is not trusted: it is expired, self-signed or issued for another name.`,
    remedy: $localize`Check the server name, or have a valid certificate installed on the server.`,
  },
  tls_mode: {
    what: $localize`The encryption doesn’t match the port.`,
    remedy: $localize`Use TLS with port 993 (IMAP) or 465 (SMTP), STARTTLS with 143 or 587.`,
  },
  folder_missing: {
    what: $localize`The folder doesn’t exist.`,
    remedy: $localize`Enter one of the folders of the account. The connection test lists them.`,
  },
  host_not_found: {
    what: $localize`The server name was not found.`,
    remedy: $localize`Check the spelling of the server name.`,
  },
  refused: {
    what: $localize`The server refuses the connection.`,
    remedy: $localize`Check server name and port, and whether a firewall blocks the connection.`,
  },
  timeout: {
    what: $localize`The server doesn’t respond.`,
    remedy: $localize`Check server name and port, and whether a firewall blocks the connection.`,
  },
  quota: {
    what: $localize`The provider currently limits the use of the account.`,
    remedy: $localize`The connection is retried later. If this happens often, ask the provider for a higher limit.`,
  },
  rejected: {
    what: $localize`The server doesn’t accept the test mail.`,
    remedy: $localize`Check the addresses, and whether the account may send from this address.`,
  },
  disconnected: {
    what: $localize`The server closed the connection.`,
    remedy: $localize`The connection is retried. If this happens often, check encryption and port.`,
  },
  failed: {
    what: $localize`The connection failed.`,
    remedy: $localize`Check the settings, then test the connection again. The server’s log has the details.`,
  },
};

/** Texts of a code; those of `failed` for codes of a newer service version. */
export function connectionFault(code: string | null): ConnectionFault {
  const known = code !== null && Object.hasOwn(CONNECTION_FAULTS, code);
  return CONNECTION_FAULTS[known ? (code as ConnectionErrorCode) : 'failed'];
}

const INBOUND_REASONS: Record<string, string> = {
  too_large: $localize`Too large`,
  rate_limit: $localize`Too many mails from this sender within an hour`,
  spam: $localize`Marked as spam by a mail filter`,
  unreadable: $localize`Could not be processed`,
  duplicate: $localize`Duplicate`,
  own_mail: $localize`Sent by this service`,
  loop: $localize`Mail loop`,
  bounce: $localize`Delivery failure report`,
  auto_reply: $localize`Automatic reply`,
  receipt: $localize`Read receipt`,
  reaction: $localize`Reaction`,
  calendar: $localize`Calendar reply`,
  complaint: $localize`Spam complaint`,
  deleted: $localize`Deleted from quarantine`,
};

/** Why a mail was quarantined or ignored. */
export function inboundReason(reason: string | null): string {
  const known = reason !== null && Object.hasOwn(INBOUND_REASONS, reason) ? INBOUND_REASONS[reason] : null;
  return known ?? $localize`Other reason`;
}
