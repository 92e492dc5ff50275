/** Why a mail server cannot be used, with what to do about it. Codes are part of the API contract. */
const MESSAGES = {
  wrong_password: 'The server refused the user name or the password. Check both.',
  app_password_needed:
    'The provider requires an app password for mail programs. Create one in the account’s security settings and enter it here.',
  password_missing: 'There is no password. Enter it.',
  secret_unreadable:
    'The stored password can’t be decrypted. Check SECRETS_KEY, or enter the password again.',
  tls_certificate:
    'The certificate of the server is not trusted: it is expired, self-signed or for another host. Check the host name, or install a valid certificate on the server.',
  tls_mode:
    'The encryption does not match the port. Use TLS with port 993 (IMAP) or 465 (SMTP), STARTTLS with 143 or 587.',
  folder_missing: 'The folder does not exist. Choose one of the folders of the mailbox.',
  host_not_found: 'The host was not found. Check its name.',
  refused:
    'The server refused the connection. Check the host and the port, and whether a firewall blocks it.',
  timeout:
    'The server did not answer in time. Check the host and the port, and whether a firewall blocks it.',
  quota: 'The provider limits how much the mailbox may be used at the moment. It is tried again later.',
  rejected: 'The server did not accept the test mail. Check the addresses.',
  disconnected: 'The server ended the connection. It is tried again.',
  failed: 'The connection failed for another reason. The log has the details.',
} as const;

export type ConnectionErrorCode = keyof typeof MESSAGES;
export const CONNECTION_ERROR_CODES = Object.keys(MESSAGES) as ConnectionErrorCode[];

export function connectionErrorMessage(code: ConnectionErrorCode): string {
  return MESSAGES[code];
}

/** What connections check themselves. */
export class ConnectionFailed extends Error {
  constructor(readonly reason: ConnectionErrorCode) {
    super(MESSAGES[reason]);
  }
}

/** Properties of errors of Node.js, imapflow and nodemailer. */
interface ServerError {
  code?: unknown;
  message?: string;
  response?: unknown;
  responseText?: string;
  serverResponseCode?: string;
  authenticationFailed?: boolean;
  mailboxMissing?: boolean;
  tlsFailed?: boolean;
}

const BY_CODE: Record<string, ConnectionErrorCode> = {
  ENOTFOUND: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  EDNS: 'host_not_found',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EACCES: 'refused',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  CONNECT_TIMEOUT: 'timeout',
  GREETING_TIMEOUT: 'tls_mode',
  UPGRADE_TIMEOUT: 'timeout',
  ETHROTTLE: 'quota',
  EAUTH: 'wrong_password',
  ETLS: 'tls_mode',
  EPROTO: 'tls_mode',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls_mode',
  EENVELOPE: 'rejected',
  EMESSAGE: 'rejected',
  ECONNRESET: 'disconnected',
  NoConnection: 'disconnected',
  EConnectionClosed: 'disconnected',
  ClosedAfterConnectText: 'disconnected',
  ClosedAfterConnectTLS: 'disconnected',
};

const CERTIFICATE = /self.?signed|certificate|CERT_|UNABLE_TO_(GET|VERIFY)|altnames?/i;
const APP_PASSWORD = /app(lication)?[- ]?(specific)?[- ]password|InvalidSecondFactor/i;
const QUOTA = /quota|bandwidth|too many|rate limit|throttl|OVERQUOTA|\bLIMIT\b/i;

/** The reason of a failure, from an error of imapflow, nodemailer or the network. */
export function connectionErrorCode(error: unknown): ConnectionErrorCode {
  if (error instanceof ConnectionFailed) return error.reason;
  const failure = error as ServerError;
  const code = typeof failure.code === 'string' ? failure.code : '';
  const answer = [failure.responseText, failure.response, failure.serverResponseCode, failure.message]
    .filter((text) => typeof text === 'string')
    .join(' ');
  if (failure.authenticationFailed || code === 'EAUTH') {
    if (APP_PASSWORD.test(answer)) return 'app_password_needed';
    return QUOTA.test(answer) ? 'quota' : 'wrong_password';
  }
  if (failure.mailboxMissing || failure.serverResponseCode === 'NONEXISTENT') return 'folder_missing';
  if (CERTIFICATE.test(`${code} ${answer}`)) return 'tls_certificate';
  if (failure.tlsFailed || /wrong version number|STARTTLS|SSL routines/i.test(answer)) return 'tls_mode';
  if (code === 'ESOCKET' || code === 'ECONNECTION') return fromText(answer);
  return BY_CODE[code] ?? (QUOTA.test(answer) ? 'quota' : 'failed');
}

/** Nodemailer replaces the code of the network's error, and keeps its text. */
function fromText(text: string): ConnectionErrorCode {
  const code = Object.keys(BY_CODE).find((each) => text.includes(each));
  return code ? BY_CODE[code]! : 'disconnected';
}
