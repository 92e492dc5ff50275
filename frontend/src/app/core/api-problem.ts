import { HttpErrorResponse } from '@angular/common/http';
import { ProblemField, Problem as ProblemAnswer } from '../api/models';
import { currentLanguage } from './language';
import { formatFieldError, formatProblem, ProblemTexts } from './problem-labels';
import { isChunkLoadError } from './chunk-load-error';

/**
 * A failed request with localized texts. Built from problem details (RFC 9457) or, if there was no
 * response, with status 0.
 */
export class ApiProblem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: string | null = null,
    readonly fields: readonly { field: string; message: string }[] = [],
    /** Delay in seconds from the Retry-After header; null without the header. */
    readonly retryAfterSeconds: number | null = null,
    /** All members of the response body, including extension members. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title);
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }
  get isSignedOut(): boolean {
    return this.status === 401;
  }
  get isVersionConflict(): boolean {
    return this.status === 412;
  }
  fieldMessage(field: string): string | null {
    const matching = this.fields.filter(
      (error) => error.field === field || error.field.startsWith(`${field}.`),
    );
    return matching.length ? matching.map((error) => error.message).join(' ') : null;
  }
  /** The detail; null if one of these fields has an error, which is then shown at the field. */
  detailUnlessIn(...fields: string[]): string | null {
    return fields.some((field) => this.fieldMessage(field)) ? null : this.detail;
  }
}

export function toApiProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof HttpErrorResponse) {
    const body = parseBody(error.error);
    const { status } = error;
    const code = nonEmptyString(body['code']) ?? null;
    const fromService: ProblemTexts = {
      title: nonEmptyString(body['title']),
      detail: nonEmptyString(body['detail']),
    };
    const localized = formatProblem(status, code, paramsOf(body['params']));
    const fields = Array.isArray(body['errors']) ? body['errors'].filter(isFieldError) : [];
    // The service's English detail is the most specific, but that of invalid input contains
    // technical field names.
    const [preferred, fallback] =
      currentLanguage() === 'en' && fields.length === 0 ? [fromService, localized] : [localized, fromService];
    const retryAfter = Number(error.headers.get('Retry-After'));
    return new ApiProblem(
      status,
      localized.title ?? fromService.title ?? $localize`Request failed`,
      preferred.detail ?? fallback.detail ?? $localize`The server responded with status ${status}:status:.`,
      code,
      fields.map(({ field, ...fault }) => ({ field, message: formatFieldError(fault) })),
      Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
      body,
    );
  }
  if (isChunkLoadError(error)) {
    return new ApiProblem(
      0,
      $localize`Couldn’t load the page`,
      navigator.onLine
        ? $localize`The server is unreachable or was updated. Reload the page.`
        : $localize`You’re offline. Open the page again when you’re back online.`,
    );
  }
  return new ApiProblem(
    -1,
    $localize`Something went wrong`,
    error instanceof Error ? error.message : String(error),
  );
}

/**
 * A body of type `application/problem+json` is parsed or text, depending on the requested response
 * type.
 */
function parseBody(body: unknown): Record<string, unknown> {
  if (typeof body === 'string') {
    try {
      return parseBody(JSON.parse(body));
    } catch {
      return {};
    }
  }
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
function nonEmptyString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
function paramsOf(value: unknown): ProblemAnswer['params'] {
  return typeof value === 'object' && value !== null ? value : {};
}
function isFieldError(value: unknown): value is ProblemField {
  return (
    typeof value === 'object' && value !== null && 'field' in value && 'code' in value && 'params' in value
  );
}
