import { ApiError } from '@google/genai';
import { invalidAnswer, RemoteFailure, type FailureDetails } from '../remote/remote-failure.js';
import type { Completion } from '../remote/remote-model.js';
import {
  count,
  field,
  list,
  networkCode,
  oneLine,
  parseRetryAfterMs,
  upperCaseCode as code,
} from '../remote/untrusted-values.js';

/** Status and headers of a response. The SDK's errors do not include headers. */
export interface HttpResponseMeta {
  status: number;
  retryAfter: string | null;
}

const MODEL_NAME_LIMIT = 100;

/** Finish reasons of a refusal, as opposed to a failure. */
const REFUSAL_REASONS = ['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE'];

/** Reads and validates a response: a server at the base URL may not be Gemini. */
export function parseCompletion(response: unknown): Completion {
  const model = field(response, 'modelVersion');
  const usage = field(response, 'usageMetadata');
  const written = count(field(usage, 'candidatesTokenCount'));
  // Reasoning tokens are billed as output, but counted separately.
  const thought = count(field(usage, 'thoughtsTokenCount'));
  return {
    outcome: parseOutcome(response),
    model: (typeof model === 'string' && oneLine(model, MODEL_NAME_LIMIT)) || null,
    inputTokens: count(field(usage, 'promptTokenCount')),
    outputTokens: written === null && thought === null ? null : (written ?? 0) + (thought ?? 0),
  };
}

function parseOutcome(response: unknown): string | RemoteFailure {
  const [candidate] = list(field(response, 'candidates'));
  if (candidate === undefined) {
    const blocked = code(field(field(response, 'promptFeedback'), 'blockReason'));
    if (blocked) return new RemoteFailure('refused', 'Gemini refused the ticket', { code: blocked });
    return invalidAnswer('it holds no candidate');
  }
  const finish = code(field(candidate, 'finishReason'));
  if (finish && REFUSAL_REASONS.includes(finish)) {
    return new RemoteFailure('refused', 'Gemini refused to answer', { code: finish });
  }
  if (finish && finish !== 'STOP' && finish !== 'FINISH_REASON_UNSPECIFIED') {
    return invalidAnswer('it was not finished', finish);
  }
  return extractText(candidate);
}

/** Maps errors of the SDK to failures. `http` is the response, if one was received. */
export function toRemoteFailure(error: unknown, http?: HttpResponseMeta): RemoteFailure {
  if (error instanceof RemoteFailure) return error;
  const name = field(error, 'name');
  if (name === 'AbortError' || name === 'TimeoutError') {
    return new RemoteFailure('timeout', 'Gemini did not answer in time');
  }
  if (error instanceof ApiError)
    return failureFromStatus(error.status, extractBody(error), http?.retryAfter ?? null);
  // The body of an error may not be JSON, but its status is sufficient.
  if (http && http.status >= 400) return failureFromStatus(http.status, undefined, http.retryAfter);
  const network = networkCode(error);
  if (network || !http) {
    return new RemoteFailure('unavailable', 'Gemini could not be reached', {
      code: network ?? undefined,
      transient: true,
    });
  }
  return invalidAnswer('it is not JSON of the expected shape');
}

function failureFromStatus(status: number, body: unknown, retryAfter: string | null): RemoteFailure {
  const error = field(body, 'error');
  const details = list(field(error, 'details'));
  const reasons = details.map((detail) => code(field(detail, 'reason'))).filter((reason) => reason !== null);
  const errorStatus = code(field(error, 'status'));
  const failureDetails: FailureDetails = { status, code: reasons[0] ?? errorStatus ?? undefined };

  if (status === 401 || status === 403 || (status === 400 && reasons.includes('API_KEY_INVALID'))) {
    return new RemoteFailure('unauthorized', 'Gemini did not accept the API key', failureDetails);
  }
  // Returned in regions without a free tier: all tickets are affected, and only the operator can resolve it.
  if (status === 400 && errorStatus === 'FAILED_PRECONDITION') {
    return new RemoteFailure('unauthorized', 'Gemini is not available to this project', failureDetails);
  }
  if (status === 429) {
    const delays = details.map((detail) => parseSeconds(field(detail, 'retryDelay')));
    return new RemoteFailure('rate_limited', 'Gemini has had too many requests', {
      ...failureDetails,
      retryAfterMs: delays.find((ms) => ms !== undefined) ?? parseRetryAfterMs(retryAfter),
      transient: true,
    });
  }
  if (status === 400 || status === 413 || status === 422) {
    return new RemoteFailure('refused', 'Gemini did not accept the request', failureDetails);
  }
  if (status === 404) {
    return new RemoteFailure('unavailable', 'Gemini does not know the model', failureDetails);
  }
  return new RemoteFailure('unavailable', 'Gemini failed', {
    ...failureDetails,
    transient: status === 408 || status >= 500,
  });
}

/** The SDK's error message is the body of the response. */
function extractBody(error: ApiError): unknown {
  try {
    const body: unknown = JSON.parse(error.message);
    return body;
  } catch {
    return undefined;
  }
}

function extractText(candidate: unknown): string {
  return list(field(field(candidate, 'content'), 'parts'))
    .filter((part) => field(part, 'thought') !== true)
    .map((part) => field(part, 'text'))
    .filter((text) => typeof text === 'string')
    .join('');
}

/** Parses a protobuf duration in JSON: "7s", "0.250s". */
function parseSeconds(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(value) : null;
  return match ? Math.ceil(Number(match[1]) * 1000) : undefined;
}
