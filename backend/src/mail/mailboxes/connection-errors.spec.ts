import { expect, it } from 'vitest';
import {
  CONNECTION_ERROR_CODES,
  ConnectionFailed,
  connectionErrorCode,
  connectionErrorMessage,
} from './connection-errors.js';

it.each([
  [
    'wrong_password',
    { authenticationFailed: true, responseText: '[AUTHENTICATIONFAILED] Authentication failed.' },
  ],
  ['wrong_password', { code: 'EAUTH', response: '535 5.7.8 Error: authentication failed' }],
  [
    'app_password_needed',
    { authenticationFailed: true, responseText: 'Application-specific password required' },
  ],
  ['app_password_needed', { code: 'EAUTH', response: '534-5.7.9 Application-specific password required' }],
  ['quota', { code: 'ETHROTTLE' }],
  ['quota', { authenticationFailed: true, responseText: 'Account exceeded command or bandwidth limits' }],
  ['folder_missing', { mailboxMissing: true }],
  ['folder_missing', { serverResponseCode: 'NONEXISTENT', message: 'Command failed' }],
  ['tls_certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate' }],
  ['tls_certificate', { code: 'ESOCKET', message: 'certificate has expired' }],
  [
    'tls_certificate',
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', message: "Hostname/IP does not match certificate's altnames" },
  ],
  ['tls_mode', { code: 'ERR_SSL_WRONG_VERSION_NUMBER', message: 'wrong version number' }],
  ['tls_mode', { code: 'ESOCKET', message: '80:error:0A00010B:SSL routines:wrong version number' }],
  ['host_not_found', { code: 'ENOTFOUND' }],
  ['host_not_found', { code: 'EDNS', message: 'getaddrinfo ENOTFOUND smtp.invalid' }],
  ['refused', { code: 'ECONNREFUSED' }],
  ['refused', { code: 'ESOCKET', message: 'connect ECONNREFUSED 127.0.0.1:1' }],
  ['timeout', { code: 'CONNECT_TIMEOUT' }],
  ['timeout', { code: 'ETIMEDOUT' }],
  ['disconnected', { code: 'NoConnection' }],
  ['failed', new Error('Something else')],
  ['secret_unreadable', new ConnectionFailed('secret_unreadable')],
])('%s is the reason of %j', (code, error) => {
  expect(connectionErrorCode(error)).toBe(code);
});

it.each(CONNECTION_ERROR_CODES)('%s has a message that says what to do', (code) => {
  expect(connectionErrorMessage(code)).toMatch(/^[A-Z].*\.$/);
});
