import { Logger } from '@nestjs/common';
import { loggedNetwork } from './client-network.js';
import { currentAddress } from './request-context.js';

/** What happens to accounts and leaves with exports, by stable names; whether it is a warning. */
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
  'tickets.exported': false,
  'decisions.exported': false,
} as const;
export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** Ids, closed sets and counts only: what somebody typed may be a password in the wrong field. */
export interface SecurityFacts {
  /** Whose account it concerns; null where there is none. */
  userId?: number | null;
  /** Who did it, where that is another. */
  by?: number;
  tokenId?: number;
  scope?: string;
  role?: string;
  /** Names of fields. */
  changed?: string[];
  /** Sessions or tokens that ended. */
  sessions?: number;
  tokens?: number;
}

const logger = new Logger('Security');

/** One line of the log, with the network that the request came from. */
export function logSecurityEvent(event: SecurityEvent, facts: SecurityFacts): void {
  const line = { event, ...facts, network: loggedNetwork(currentAddress()) };
  if (SECURITY_EVENTS[event]) logger.warn(line, 'Security event');
  else logger.log(line, 'Security event');
}
