import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InvalidInput } from '../http/invalid-input.js';
import { MAX_ID } from '../http/path-id.js';
import { TicketNotFound } from './tickets.errors.js';

/** The ticket's id in the path. A number that no ticket can have is a ticket that isn't there; what is no number is bad input. */
export const TicketId = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const { id } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>().params;
  if (!/^\d+$/.test(id)) throw new InvalidInput([{ field: 'id', message: 'must be a whole number' }]);
  if (Number(id) < 1 || Number(id) > MAX_ID) throw new TicketNotFound(id.slice(0, 40));
  return Number(id);
});

/** The version that `If-Match` asks for; undefined without the header, or for `*`, which any version matches. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const header = headerOf(context, 'if-match');
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^"(\d+)"$/.exec(header.trim())?.[1];
  if (!version) {
    throw new InvalidInput([
      { field: 'If-Match', message: 'must be the ETag of the ticket, such as "2", or *' },
    ]);
  }
  return Number(version);
});

/** The caller's name for this attempt to create, the same in each repeat. */
export const IdempotencyKeyHeader = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const key = headerOf(context, 'idempotency-key');
    if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new InvalidInput([
        { field: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters without spaces' },
      ]);
    }
    return key;
  },
);

function headerOf(context: ExecutionContext, name: string): string | undefined {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
