import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { fault } from '../common/field-faults.js';
import { InvalidInput } from '../http/invalid-input.js';
import { MAX_ID } from '../http/path-id.js';
import { TicketNotFound } from './tickets.errors.js';

/**
 * Injects the ticket id of the path. A number beyond the range of ids is answered with 404, any other text with 400.
 * @throws TicketNotFound | InvalidInput
 */
export const TicketId = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const { id } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>().params;
  if (!/^\d+$/.test(id)) throw new InvalidInput([{ field: 'id', ...fault('not_integer') }]);
  if (Number(id) < 1 || Number(id) > MAX_ID) throw new TicketNotFound(id.slice(0, 40));
  return Number(id);
});

/** RFC 9110, section 8.8.3. A comma within the quotes is part of the tag. */
const ENTITY_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/**
 * Injects the versions of the `If-Match` header, any of which may match; undefined without the header or for `*`. Weak
 * tags (RFC 9110, section 13.1.1) and invalid versions never match.
 */
export const IfMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext): readonly string[] | undefined => {
    const header = headerOf(context, 'if-match')?.trim();
    if (header === undefined || header === '*') return undefined;
    const tags = [...header.matchAll(ENTITY_TAG)];
    const items = header.replace(ENTITY_TAG, '""').split(',');
    if (tags.length === 0 || !items.every((item) => ['""', ''].includes(item.trim()))) {
      throw new InvalidInput([{ field: 'If-Match', ...fault('etag_invalid') }]);
    }
    return tags.filter(([, weak]) => !weak).map(([, , version]) => version!);
  },
);

/**
 * Injects the `Idempotency-Key` header, which identifies repeats of a create request.
 * @throws InvalidInput
 */
export const IdempotencyKeyHeader = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const key = headerOf(context, 'idempotency-key');
    if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new InvalidInput([
        { field: 'Idempotency-Key', ...fault('idempotency_key_invalid', { max: 255 }) },
      ]);
    }
    return key;
  },
);

function headerOf(context: ExecutionContext, name: string): string | undefined {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
