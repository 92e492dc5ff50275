import type { MailAfterFetch, MailFetchPolicy, MailSecurity } from '../../../api/models';

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

const CONNECTION_FAULTS: Record<string, ConnectionFault> = {
  wrong_password: {
    what: $localize`User or password is incorrect.`,
    remedy: $localize`Check both, and enter the password again.`,
  },
  app_password_needed: {
    what: $localize`The provider requires an app password.`,
    remedy: $localize`Create an app password in the account’s security settings and enter it as password.`,
  },
  tls_certificate: {
    what: $localize`The server’s certificate is not trusted.`,
    remedy: $localize`Enter the server name that the certificate is issued for, or have the certificate renewed.`,
  },
  tls_mode: {
    what: $localize`The server doesn’t support this encryption on this port.`,
    remedy: $localize`Choose another encryption or port: usually TLS with 993 or 465, STARTTLS with 143 or 587.`,
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
    remedy: $localize`Check server name and port, and whether a firewall blocks the connection. Otherwise try again later.`,
  },
  quota: {
    what: $localize`The account is full, or the provider limits the connections.`,
    remedy: $localize`Free up space in the account, or try again later.`,
  },
};

/** Texts of a code of the connection test. Codes of a newer service version have general ones. */
export function connectionFault(code: string | null): ConnectionFault {
  const known = code !== null && Object.hasOwn(CONNECTION_FAULTS, code) ? CONNECTION_FAULTS[code] : undefined;
  return (
    known ?? {
      what: $localize`The connection failed.`,
      remedy: $localize`Check the settings of the server, then test the connection again.`,
    }
  );
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
