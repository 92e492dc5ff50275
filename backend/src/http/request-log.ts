import { Logger } from '@nestjs/common';
import { logSecurityEvent, type SecurityEvent } from '../logging/security-log.js';
import type { CompletedRequest } from './completed-requests.js';

const logger = new Logger('Request');

/** Asked again and again by machines. */
const ROUTINE = /^\/(api\/health\/|metrics$)/;

/** What takes many people's texts out of the service at once. */
const EXPORTS: Record<string, SecurityEvent> = {
  '/api/tickets/export.csv': 'tickets.exported',
  '/api/tickets/export.jsonl': 'tickets.exported',
  '/api/triage/decisions.jsonl': 'decisions.exported',
};

/** One line for each request to the api. The console's files and what machines ask are of interest to nobody. */
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
