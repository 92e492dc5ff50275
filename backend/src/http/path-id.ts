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

/** The largest id that the `integer` columns hold. */
export const MAX_ID = 2_147_483_647;

/** The id in the path. A number that nothing can have is a thing that isn't there; what is no number is bad input. */
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
