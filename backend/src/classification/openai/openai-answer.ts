import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { invalidAnswer, RemoteFailure, type FailureDetails } from '../remote/remote-failure.js';
import type { Completion } from '../remote/remote-model.js';
import { count, field, list, networkCode, oneLine, parseRetryAfterMs } from '../remote/untrusted-values.js';

const MODEL_NAME_LIMIT = 100;

/** Reads what the client handed over, and checks it: whatever answers at the base URL may not keep to the protocol. */
export function parseCompletion(response: unknown): Completion {
  const model = field(response, 'model');
  const usage = field(response, 'usage');
  return {
    outcome: parseOutcome(response),
    model: (typeof model === 'string' && oneLine(model, MODEL_NAME_LIMIT)) || null,
    inputTokens: count(field(usage, 'prompt_tokens')),
    // Includes the thoughts, where a model has any.
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
  // Servers have many words for an answer that is finished.
  if (finish === 'length' || finish === 'max_tokens')
    return invalidAnswer('it was not finished', lowerCaseCode(finish));
  return extractText(field(message, 'content')) ?? invalidAnswer('it holds no text');
}

/** As one text, or in parts. */
function extractText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  const texts = list(content).map((part) => field(part, 'text'));
  return texts.length > 0 ? texts.filter((text) => typeof text === 'string').join('') : undefined;
}

/** Sorts whatever the client threw. */
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
  const facts: FailureDetails = { status, code };
  switch (status) {
    case 401:
    case 403:
      return new RemoteFailure('unauthorized', 'The API key was not accepted', facts);
    case 429:
      return new RemoteFailure('rate_limited', 'The model has had too many requests', {
        ...facts,
        retryAfterMs: retryAfterOf(error.headers),
        // Money that has run out does not come back by itself in a moment.
        transient: code !== 'insufficient_quota',
      });
    case 400:
    case 413:
    case 422:
      return new RemoteFailure('refused', 'The request was not accepted', facts);
    case 404:
      return new RemoteFailure('unavailable', 'The model is not known there', facts);
    default:
      return new RemoteFailure('unavailable', 'The model failed', {
        ...facts,
        transient: status === 408 || status >= 500,
      });
  }
}

function retryAfterOf(headers: Headers | undefined): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? NaN);
  return ms >= 0 ? Math.ceil(ms) : parseRetryAfterMs(headers?.get('retry-after') ?? null);
}

/** Only what looks like a code: whatever else stands there may be text of the ticket, or the key. */
function lowerCaseCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z][a-z_]{1,40}$/.test(value) ? value : undefined;
}
