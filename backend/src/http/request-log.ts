import { Logger } from '@nestjs/common';
import { logSecurityEvent, type SecurityEvent } from '../logging/security-log.js';
import type { CompletedRequest } from './completed-requests.js';

const logger = new Logger('Request');

/** Polled by monitoring. */
const ROUTINE = /^\/(api\/health\/|metrics$)/;

/** Exports of personal data, which are logged as security events. */
const EXPORTS: Record<string, SecurityEvent> = {
  '/api/tickets/export.csv': 'tickets.exported',
  '/api/tickets/export.jsonl': 'tickets.exported',
  '/api/triage/decisions.jsonl': 'decisions.exported',
};

/** Logs one line per API request. Console files and monitoring requests are omitted. */
export function logRequest({ method, route, id, status, seconds, aborted, userId }: CompletedRequest): void {
  const line = {
    method,
    route: route ?? 'unmatched',
    id,
    status,
    durationMs: Math.round(seconds * 10_000) / 10,
    userId,
    ...(aborted && { abandoned: aborted }),
  };
  const exported = EXPORTS[route ?? ''];
  if (exported && status === 200 && method === 'GET') logSecurityEvent(exported, { userId });
  const ofTheConsole = route === '/*';
  if (ofTheConsole || ROUTINE.test(route ?? '')) logger.debug(line, 'Request completed');
  else logger.log(line, 'Request completed');
}
