import { Logger } from '@nestjs/common';
import type { AnsweredRequest } from './answered-requests.js';

const logger = new Logger('Request');

/** Asked again and again by machines. */
const ROUTINE = /^\/(api\/health\/|metrics$)/;

/** One line for each request to the api. The console's files and what machines ask are of interest to nobody. */
export function logRequest({ method, route, status, seconds, abandoned, userId }: AnsweredRequest): void {
  const line = {
    method,
    route: route ?? 'unmatched',
    status,
    durationMs: Math.round(seconds * 10_000) / 10,
    userId,
    ...(abandoned && { abandoned }),
  };
  const ofTheConsole = route === '/*';
  if (ofTheConsole || ROUTINE.test(route ?? '')) logger.debug(line, 'Answered');
  else logger.log(line, 'Answered');
}
