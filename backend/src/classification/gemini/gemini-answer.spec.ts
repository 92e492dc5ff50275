import { ApiError } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { RemoteFailure } from '../remote/remote-failure.js';
import { toRemoteFailure, parseCompletion } from './gemini-answer.js';

function answering(text: string, rest: object = {}, candidate: object = {}) {
  return { candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP', ...candidate }], ...rest };
}

/** The answer's text, or the reason of its failure. */
function outcomeOf(response: unknown): string {
  const { outcome } = parseCompletion(response);
  return outcome instanceof RemoteFailure ? outcome.reason : outcome;
}

describe('parseCompletion', () => {
  it('reads the text, model and tokens, with reasoning tokens as output', () => {
    const usageMetadata = { promptTokenCount: 400, candidatesTokenCount: 40, thoughtsTokenCount: 60 };
    expect(parseCompletion(answering('{}', { usageMetadata, modelVersion: 'gemini-2.5-flash' }))).toEqual({
      outcome: '{}',
      model: 'gemini-2.5-flash',
      inputTokens: 400,
      outputTokens: 100,
    });
  });

  it('accepts answers without model and tokens', () => {
    const nothing = { model: null, inputTokens: null, outputTokens: null };
    expect(parseCompletion(answering('{}'))).toMatchObject(nothing);
    const odd = { usageMetadata: { promptTokenCount: -1, candidatesTokenCount: 'many' }, modelVersion: 7 };
    expect(parseCompletion(answering('{}', odd))).toMatchObject(nothing);
  });

  it('joins several parts and skips reasoning', () => {
    const parts = [{ text: 'Let me see. {', thought: true }, { text: '{"a":' }, { text: '1}' }];
    expect(outcomeOf(answering('', {}, { content: { parts } }))).toBe('{"a":1}');
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { candidates: null },
    { candidates: [] },
    { candidates: [undefined] },
  ])('reports %j instead of a response as invalid', (response) => {
    expect(outcomeOf(response)).toBe('invalid_answer');
  });

  it('reports an unfinished answer as invalid with its tokens, even if its text is valid JSON', () => {
    const usageMetadata = { promptTokenCount: 400, candidatesTokenCount: 4096 };
    const cut = answering('{}', { usageMetadata }, { finishReason: 'MAX_TOKENS' });
    expect(outcomeOf(cut)).toBe('invalid_answer');
    expect(parseCompletion(cut)).toMatchObject({ inputTokens: 400, outputTokens: 4096 });
  });

  it('reports a blocked prompt or a withheld answer as refused', () => {
    expect(outcomeOf({ promptFeedback: { blockReason: 'SAFETY' } })).toBe('refused');
    expect(outcomeOf(answering('', {}, { finishReason: 'PROHIBITED_CONTENT' }))).toBe('refused');
  });
});

function apiError(status: number, error: object): ApiError {
  return new ApiError({ status, message: JSON.stringify({ error }) });
}

function fetchFailed(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
}

describe('toRemoteFailure', () => {
  const keyInvalid = { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] };

  it.each([
    ['401', apiError(401, { status: 'UNAUTHENTICATED' }), 'unauthorized', 'UNAUTHENTICATED'],
    ['403', apiError(403, { status: 'PERMISSION_DENIED' }), 'unauthorized', 'PERMISSION_DENIED'],
    ['400 for an invalid key', apiError(400, keyInvalid), 'unauthorized', 'API_KEY_INVALID'],
    [
      '400 for an unsupported region',
      apiError(400, { status: 'FAILED_PRECONDITION' }),
      'unauthorized',
      'FAILED_PRECONDITION',
    ],
    ['any other 400', apiError(400, { status: 'INVALID_ARGUMENT' }), 'refused', 'INVALID_ARGUMENT'],
    ['404', apiError(404, { status: 'NOT_FOUND' }), 'unavailable', 'NOT_FOUND'],
    ['429', apiError(429, { status: 'RESOURCE_EXHAUSTED' }), 'rate_limited', 'RESOURCE_EXHAUSTED'],
    ['500', apiError(500, { status: 'INTERNAL' }), 'unavailable', 'INTERNAL'],
    ['503', apiError(503, { status: 'UNAVAILABLE' }), 'unavailable', 'UNAVAILABLE'],
    ['an HTML page', new ApiError({ status: 502, message: '<html>' }), 'unavailable', null],
    ['an unknown host', fetchFailed('ENOTFOUND'), 'unavailable', 'ENOTFOUND'],
    ['a dropped connection', fetchFailed('UND_ERR_SOCKET'), 'unavailable', 'UND_ERR_SOCKET'],
    ['a network error without a code', new TypeError('fetch failed'), 'unavailable', null],
    ['an abort', new DOMException('aborted', 'AbortError'), 'timeout', null],
    ['a timeout', new DOMException('late', 'TimeoutError'), 'timeout', null],
    ['a thrown value that is not an error', 'oops', 'unavailable', null],
  ])('maps %s to a reason', (_, error, reason, code) => {
    expect(toRemoteFailure(error)).toMatchObject({ reason, code });
  });

  it('reads the code of any address that was tried', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    expect(
      toRemoteFailure(new TypeError('fetch failed', { cause: new AggregateError([refused]) })).code,
    ).toBe('ECONNREFUSED');
  });

  it('distinguishes a response that is not JSON from an interrupted connection', () => {
    const ok = { status: 200, retryAfter: null };
    expect(toRemoteFailure(new SyntaxError('Unexpected token <'), ok).reason).toBe('invalid_answer');
    expect(toRemoteFailure(new TypeError("can't read properties of null"), ok).reason).toBe('invalid_answer');
    expect(toRemoteFailure(fetchFailed('UND_ERR_SOCKET'), ok).reason).toBe('unavailable');
  });

  it('uses the status if the body of an error is not JSON', () => {
    expect(
      toRemoteFailure(new SyntaxError('Unexpected token <'), { status: 503, retryAfter: null }).reason,
    ).toBe('unavailable');
  });

  it('builds a message with status and code', () => {
    expect(toRemoteFailure(apiError(404, { status: 'NOT_FOUND' })).message).toBe(
      'Gemini does not know the model (HTTP 404, NOT_FOUND)',
    );
    expect(toRemoteFailure(fetchFailed('ENOTFOUND')).message).toBe('Gemini could not be reached (ENOTFOUND)');
  });

  it('allows a retry only if the same request may succeed', () => {
    const statuses = [400, 401, 403, 404, 407, 408, 409, 429, 500, 503];
    expect(statuses.filter((status) => toRemoteFailure(apiError(status, {})).transient)).toEqual([
      408, 429, 500, 503,
    ]);
  });

  it('reads the delay from the details or the header', () => {
    const withDelay = (retryDelay: unknown) => apiError(429, { details: [{}, { retryDelay }] });
    expect(toRemoteFailure(withDelay('7s')).retryAfterMs).toBe(7000);
    expect(toRemoteFailure(withDelay('0.25s'), { status: 429, retryAfter: '30' }).retryAfterMs).toBe(250);
    expect(toRemoteFailure(withDelay('soon'), { status: 429, retryAfter: '30' }).retryAfterMs).toBe(30_000);
    expect(toRemoteFailure(apiError(429, {}), { status: 429, retryAfter: null }).retryAfterMs).toBeNull();
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const fromDate =
      toRemoteFailure(apiError(429, {}), { status: 429, retryAfter: inAMinute }).retryAfterMs ?? 0;
    expect(fromDate).toBeGreaterThan(50_000);
    expect(fromDate).toBeLessThanOrEqual(60_000);
  });

  it("drops Google's messages, which may contain the key or the ticket", () => {
    const message = "Permission denied: Consumer 'api_key:AIzaSECRET' has been suspended.";
    const failure = toRemoteFailure(
      apiError(403, {
        message,
        status: 'no code',
        details: [{ reason: 'AIza SECRET', metadata: { consumer: message } }],
      }),
    );
    expect(failure).toBeInstanceOf(RemoteFailure);
    expect(JSON.stringify({ ...failure, message: failure.message, stack: failure.stack })).not.toContain(
      'SECRET',
    );
    expect(failure.cause).toBeUndefined();
  });
});
