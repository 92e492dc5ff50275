import { STATUS_CODES } from 'node:http';
import {
  Catch,
  HttpException,
  Logger,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDataException } from '../database/data-exception.js';
import { isDatabaseUnavailable } from '../database/database-unavailable.js';
import { isStatementTimeout } from '../database/statement-timeout.js';
import { DomainError, type ErrorKind, type ProblemParams } from '../common/domain-error.js';
import type { FieldFault } from '../common/field-faults.js';
import { InvalidInput } from './invalid-input.js';
import type { Problem } from './dto/problem.dto.js';
import type { RouteMethods } from './route-methods.js';
import { shorten } from './shorten.js';

const STATUS_BY_FAULT: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  impossible: 422,
  too_many: 429,
};

/** Error codes by status, for errors without their own. */
const CODE_BY_STATUS: Record<number, string> = {
  400: 'input.invalid',
  403: 'request.forbidden',
  404: 'request.not_found',
  405: 'request.method_not_allowed',
  408: 'request.timeout',
  413: 'input.too_large',
  414: 'input.too_large',
  415: 'input.unsupported_media_type',
  416: 'request.range_not_satisfiable',
  431: 'input.too_large',
  500: 'server.error',
  503: 'server.unavailable',
};

export const NOT_FOUND = 'Not found. Check the path.';

const RETRY_AFTER_SECONDS = 5;

/** Limit the size of the response, since both may repeat client input. */
const MAX_DETAIL_LENGTH = 4_000;
const MAX_INSTANCE_LENGTH = 2_000;

interface ProblemContent {
  status: number;
  detail: string;
  code?: string;
  params?: ProblemParams;
  errors?: FieldFault[];
  current?: unknown;
  headers?: Record<string, string>;
}

/** Converts errors to problem documents (RFC 9457). Unexpected errors are logged and answered without details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly routes: RouteMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    // The status of a streamed response was already sent, so the response can only be aborted.
    if (reply.raw.headersSent) {
      this.logger.error({ err: error, requestId: request.id }, 'Response aborted');
      reply.raw.destroy();
      return;
    }
    const answer = this.toProblemContent(error, request);
    if (answer.status === 500 || isDataException(error)) {
      this.logger.error({ err: error, requestId: request.id }, 'Unexpected error');
    }
    if (answer.status === 503) reply.header('Retry-After', RETRY_AFTER_SECONDS);
    sendProblem(reply, request.url, answer);
  }

  private toProblemContent(error: unknown, request: FastifyRequest): ProblemContent {
    if (error instanceof InvalidInput) return { status: 400, detail: error.message, errors: error.faults };
    if (error instanceof DomainError) {
      const { fault, code, params, message: detail, fields, current, retryAfterSeconds } = error;
      return {
        status: STATUS_BY_FAULT[fault],
        detail,
        code,
        params,
        current,
        ...(fields.length > 0 && { errors: fields }),
        headers: {
          // A 401 names the authentication scheme (RFC 9110, section 11.6.1).
          ...(fault === 'unauthenticated' && { 'WWW-Authenticate': 'Bearer' }),
          ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
        },
      };
    }
    if (error instanceof NotFoundException) return this.routeNotFound(request);
    if (isStatementTimeout(error)) {
      return {
        status: 503,
        code: 'server.query_timeout',
        detail:
          'The query took too long and was cancelled. Narrow the filter or the search, or try again later.',
      };
    }
    if (isDatabaseUnavailable(error)) {
      return {
        status: 503,
        detail: 'The database is unavailable. Nothing was changed. Try again in a moment.',
      };
    }
    if (isDataException(error)) {
      return { status: 400, detail: 'A value is outside the supported range.' };
    }
    if (error instanceof HttpException) {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
      return { status: error.getStatus(), detail: error.message, code };
    }
    return (
      fromFastifyError(error) ?? {
        status: 500,
        detail: 'Internal error. It is logged with the request ID.',
      }
    );
  }

  private routeNotFound({ method, url }: FastifyRequest): ProblemContent {
    const path = url.split('?')[0] ?? url;
    const allowed = this.routes.of(path);
    // The route of the console's files supports the method, but the file does not exist.
    if (allowed.length === 0 || allowed.includes(method)) return { status: 404, detail: NOT_FOUND };
    return {
      status: 405,
      detail: `${method} is not supported here. Use ${allowed.join(', ')}.`,
      params: { allowed },
      headers: { Allow: allowed.join(', ') },
    };
  }
}

/** Fastify's client errors describe the request and reveal nothing about the service. */
export function fromFastifyError(error: unknown): ProblemContent | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const status = Number(error.statusCode);
  return status >= 400 && status < 500 ? { status, detail: error.message } : undefined;
}

export function toProblem(
  path: string,
  { status, detail, code, params, errors, current }: ProblemContent,
): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: shorten(detail, MAX_DETAIL_LENGTH),
    instance: shorten(path.split('?')[0] ?? path, MAX_INSTANCE_LENGTH),
    code: code ?? CODE_BY_STATUS[status] ?? `http.${status}`,
    ...(params && Object.keys(params).length > 0 && { params }),
    ...(errors && { errors }),
    ...(current !== undefined && { current }),
  };
}

export function sendProblem(reply: FastifyReply, path: string, answer: ProblemContent): void {
  void reply
    .status(answer.status)
    .headers({ ...answer.headers, 'Content-Type': 'application/problem+json' })
    // Sent as bytes: for text, Fastify would add a charset, which the media type does not define (RFC 9457, section
    // 6.1).
    .send(Buffer.from(JSON.stringify(toProblem(path, answer))));
}
