import {
  applyDecorators,
  createParamDecorator,
  NotFoundException,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { fault } from '../common/field-faults.js';
import { InvalidInput } from './invalid-input.js';

/** Maximum of PostgreSQL's `integer` type. */
export const MAX_ID = 2_147_483_647;

/**
 * Injects an id of the path. A number beyond the range of ids is answered with 404, any other text with 400.
 * @throws InvalidInput | NotFoundException
 */
export const PathId = createParamDecorator((name: string | undefined, context: ExecutionContext): number => {
  const field = name ?? 'id';
  const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: Record<string, string> }>>();
  const id = params[field] ?? '';
  if (!/^\d+$/.test(id)) throw new InvalidInput([{ field, ...fault('not_integer') }]);
  if (Number(id) < 1 || Number(id) > MAX_ID) throw new NotFoundException();
  return Number(id);
});

export function DocumentedId(example: number, name = 'id'): MethodDecorator {
  return applyDecorators(ApiParam({ name, schema: { type: 'integer', minimum: 1, example } }));
}
