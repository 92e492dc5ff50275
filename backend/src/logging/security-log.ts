import { Logger } from '@nestjs/common';
import { loggedNetwork } from './client-network.js';
import { currentAddress } from './request-context.js';

/** Names of security events, and whether each is a warning. */
const SECURITY_EVENTS = {
  'sign_in.succeeded': false,
  'sign_in.failed': true,
  'sign_in.limited': true,
  'sign_in.confirmed': false,
  'session.ended': false,
  'session.replayed': true,
  'password.changed': false,
  'password.reset': false,
  'reset_link.issued': false,
  'reset_link.revoked': false,
  'reset_link.refused': true,
  'token.created': false,
  'token.revoked': false,
  'user.created': false,
  'user.changed': false,
  'organization.created': false,
  'organization.changed': false,
  'organization.deleted': false,
  'team.created': false,
  'team.changed': false,
  'team.deleted': false,
  'mailbox.created': false,
  'mailbox.changed': false,
  'mailbox.deleted': false,
  'mailbox.token_created': false,
  'mail.downloaded': false,
  'tickets.exported': false,
  'decisions.exported': false,
} as const;
export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** Only ids, closed sets and counts: user input may be a password typed into the wrong field. */
export interface SecurityFacts {
  /** The affected account; null if unknown. */
  userId?: number | null;
  /** The user who acted, if other than the account's owner. */
  by?: number;
  tokenId?: number;
  organizationId?: number;
  teamId?: number;
  mailboxId?: number;
  mailId?: number;
  scope?: string;
  role?: string;
  /** Names of the changed fields. */
  changed?: string[];
  /** Number of sessions or tokens that ended. */
  sessions?: number;
  tokens?: number;
}

const logger = new Logger('Security');

/** Logs a security event with the network of the request. */
export function logSecurityEvent(event: SecurityEvent, facts: SecurityFacts): void {
  const line = { event, ...facts, network: loggedNetwork(currentAddress()) };
  if (SECURITY_EVENTS[event]) logger.warn(line, 'Security event');
  else logger.log(line, 'Security event');
}
