import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { fault } from '../common/field-faults.js';
import { InvalidInput } from './invalid-input.js';
import { structuralFaults } from './json-body.js';

/**
 * Refuses query fields of routes that declare none, and fields that a DTO cannot detect. Limits their number before
 * they are validated.
 */
@Injectable()
export class QueryFieldsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const query = context.switchToHttp().getRequest<FastifyRequest>().query as object;
    const fields = Object.keys(query);
    if (fields.length === 0) return true;
    const faults = hasQueryDto(context)
      ? structuralFaults(query, 'query')
      : fields.map((field) => ({ field, ...fault('unknown_field') }));
    if (faults.length > 0) throw new InvalidInput(faults);
    return true;
  }
}

function hasQueryDto(context: ExecutionContext): boolean {
  const parameters = (Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  ) ?? {}) as object;
  return Object.keys(parameters).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}
