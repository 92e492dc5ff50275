import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { invalidAnswer, RemoteFailure, type FailureDetails } from '../remote/remote-failure.js';
import type { Completion } from '../remote/remote-model.js';
import { count, field, list, networkCode, oneLine, parseRetryAfterMs } from '../remote/untrusted-values.js';

const MODEL_NAME_LIMIT = 100;

/** Reads and validates an answer: a server at the base URL may not conform to the protocol. */
export function parseCompletion(response: unknown): Completion {
  const model = field(response, 'model');
  const usage = field(response, 'usage');
  return {
    outcome: parseOutcome(response),
    model: (typeof model === 'string' && oneLine(model, MODEL_NAME_LIMIT)) || null,
    inputTokens: count(field(usage, 'prompt_tokens')),
    // Includes reasoning tokens, if any.
    outputTokens: count(field(usage, 'completion_tokens')),
  };
}

function parseOutcome(response: unknown): string | RemoteFailure {
  const [choice] = list(field(response, 'choices'));
  const message = field(choice, 'message');
  const finish = field(choice, 'finish_reason');
  const refusal = field(message, 'refusal');
  if (finish === 'content_filter' || (typeof refusal === 'string' && refusal !== '')) {
    return new RemoteFailure('refused', 'The model refused to answer');
  }
  // Servers use different values for a finished answer, so only the values for an unfinished one are checked.
  if (finish === 'length' || finish === 'max_tokens')
    return invalidAnswer('it was not finished', lowerCaseCode(finish));
  return extractText(field(message, 'content')) ?? invalidAnswer('it holds no text');
}

/** Content is a string or a list of parts. */
function extractText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  const texts = list(content).map((part) => field(part, 'text'));
  return texts.length > 0 ? texts.filter((text) => typeof text === 'string').join('') : undefined;
}

/** Maps errors of the client to failures. */
export function toRemoteFailure(error: unknown, aborted = false): RemoteFailure {
  if (error instanceof RemoteFailure) return error;
  if (aborted || error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError) {
    return new RemoteFailure('timeout', 'The model did not answer in time');
  }
  if (error instanceof APIError && !(error instanceof APIConnectionError) && error.status !== undefined) {
    return failureFromStatus(error as APIError & { status: number });
  }
  const cause = field(error, 'cause');
  if (cause instanceof RemoteFailure) return cause;
  const network = networkCode(error);
  if (network || error instanceof APIConnectionError || error instanceof TypeError) {
    return new RemoteFailure('unavailable', 'The model could not be reached', {
      code: network ?? undefined,
      transient: true,
    });
  }
  return invalidAnswer('it is not JSON of the expected shape');
}

function failureFromStatus(error: APIError & { status: number }): RemoteFailure {
  const { status } = error;
  const code = lowerCaseCode(error.code) ?? lowerCaseCode(error.type);
  const details: FailureDetails = { status, code };
  switch (status) {
    case 401:
    case 403:
      return new RemoteFailure('unauthorized', 'The API key was not accepted', details);
    case 429:
      return new RemoteFailure('rate_limited', 'The model has had too many requests', {
        ...details,
        retryAfterMs: retryAfterOf(error.headers),
        // A used-up balance does not recover within a retry.
        transient: code !== 'insufficient_quota',
      });
    case 400:
    case 413:
    case 422:
      return new RemoteFailure('refused', 'The request was not accepted', details);
    case 404:
      return new RemoteFailure('unavailable', 'The model is not known there', details);
    default:
      return new RemoteFailure('unavailable', 'The model failed', {
        ...details,
        transient: status === 408 || status >= 500,
      });
  }
}

function retryAfterOf(headers: Headers | undefined): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? NaN);
  return ms >= 0 ? Math.ceil(ms) : parseRetryAfterMs(headers?.get('retry-after') ?? null);
}

/** Accepts codes only: other values may contain the ticket's text or the API key. */
function lowerCaseCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z][a-z_]{1,40}$/.test(value) ? value : undefined;
}
