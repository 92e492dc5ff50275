import { ApiError } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { RemoteFailure } from '../remote/remote-failure.js';
import { toRemoteFailure, parseCompletion } from './gemini-answer.js';

function answering(text: string, rest: object = {}, candidate: object = {}) {
  return { candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP', ...candidate }], ...rest };
}

/** What was said, or why it is of no use. */
function outcomeOf(response: unknown): string {
  const { outcome } = parseCompletion(response);
  return outcome instanceof RemoteFailure ? outcome.reason : outcome;
}

describe('an answer of Gemini', () => {
  it('is read with its model and tokens, thoughts counted as output', () => {
    const usageMetadata = { promptTokenCount: 400, candidatesTokenCount: 40, thoughtsTokenCount: 60 };
    expect(parseCompletion(answering('{}', { usageMetadata, modelVersion: 'gemini-2.5-flash' }))).toEqual({
      outcome: '{}',
      model: 'gemini-2.5-flash',
      inputTokens: 400,
      outputTokens: 100,
    });
  });

  it('may lack model and tokens', () => {
    const nothing = { model: null, inputTokens: null, outputTokens: null };
    expect(parseCompletion(answering('{}'))).toMatchObject(nothing);
    const odd = { usageMetadata: { promptTokenCount: -1, candidatesTokenCount: 'many' }, modelVersion: 7 };
    expect(parseCompletion(answering('{}', odd))).toMatchObject(nothing);
  });

  it('may come in several parts, of which the thoughts are not the answer', () => {
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
  ])('that is %j instead of an envelope is invalid', (response) => {
    expect(outcomeOf(response)).toBe('invalid_answer');
  });

  it('that was cut off is invalid, even where the text happens to parse, and keeps its price', () => {
    const usageMetadata = { promptTokenCount: 400, candidatesTokenCount: 4096 };
    const cut = answering('{}', { usageMetadata }, { finishReason: 'MAX_TOKENS' });
    expect(outcomeOf(cut)).toBe('invalid_answer');
    expect(parseCompletion(cut)).toMatchObject({ inputTokens: 400, outputTokens: 4096 });
  });

  it('is refused where the prompt was blocked or the answer withheld', () => {
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

describe('an error of the SDK', () => {
  const keyInvalid = { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] };

  it.each([
    ['401', apiError(401, { status: 'UNAUTHENTICATED' }), 'unauthorized', 'UNAUTHENTICATED'],
    ['403', apiError(403, { status: 'PERMISSION_DENIED' }), 'unauthorized', 'PERMISSION_DENIED'],
    ['400 for the key', apiError(400, keyInvalid), 'unauthorized', 'API_KEY_INVALID'],
    [
      '400 for the region',
      apiError(400, { status: 'FAILED_PRECONDITION' }),
      'unauthorized',
      'FAILED_PRECONDITION',
    ],
    ['any other 400', apiError(400, { status: 'INVALID_ARGUMENT' }), 'refused', 'INVALID_ARGUMENT'],
    ['404', apiError(404, { status: 'NOT_FOUND' }), 'unavailable', 'NOT_FOUND'],
    ['429', apiError(429, { status: 'RESOURCE_EXHAUSTED' }), 'rate_limited', 'RESOURCE_EXHAUSTED'],
    ['500', apiError(500, { status: 'INTERNAL' }), 'unavailable', 'INTERNAL'],
    ['503', apiError(503, { status: 'UNAVAILABLE' }), 'unavailable', 'UNAVAILABLE'],
    ['a page instead of a body', new ApiError({ status: 502, message: '<html>' }), 'unavailable', null],
    ['a name that is not found', fetchFailed('ENOTFOUND'), 'unavailable', 'ENOTFOUND'],
    ['a dropped connection', fetchFailed('UND_ERR_SOCKET'), 'unavailable', 'UND_ERR_SOCKET'],
    ['a failure without a name', new TypeError('fetch failed'), 'unavailable', null],
    ['an abort', new DOMException('aborted', 'AbortError'), 'timeout', null],
    ['a timeout', new DOMException('late', 'TimeoutError'), 'timeout', null],
    ['something thrown that is no error', 'oops', 'unavailable', null],
  ])('for %s has its reason', (_, error, reason, code) => {
    expect(toRemoteFailure(error)).toMatchObject({ reason, code });
  });

  it('looks through every address that was tried', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    expect(
      toRemoteFailure(new TypeError('fetch failed', { cause: new AggregateError([refused]) })).code,
    ).toBe('ECONNREFUSED');
  });

  it('tells a good answer that is no JSON from a connection that broke in its midst', () => {
    const ok = { status: 200, retryAfter: null };
    expect(toRemoteFailure(new SyntaxError('Unexpected token <'), ok).reason).toBe('invalid_answer');
    expect(toRemoteFailure(new TypeError("can't read properties of null"), ok).reason).toBe('invalid_answer');
    expect(toRemoteFailure(fetchFailed('UND_ERR_SOCKET'), ok).reason).toBe('unavailable');
  });

  it('goes by the status where an error page claims to be JSON', () => {
    expect(
      toRemoteFailure(new SyntaxError('Unexpected token <'), { status: 503, retryAfter: null }).reason,
    ).toBe('unavailable');
  });

  it('says in words what is wrong, with the status and the code', () => {
    expect(toRemoteFailure(apiError(404, { status: 'NOT_FOUND' })).message).toBe(
      'Gemini does not know the model (HTTP 404, NOT_FOUND)',
    );
    expect(toRemoteFailure(fetchFailed('ENOTFOUND')).message).toBe('Gemini could not be reached (ENOTFOUND)');
  });

  it('is worth another try only where the same request may succeed', () => {
    const statuses = [400, 401, 403, 404, 407, 408, 409, 429, 500, 503];
    expect(statuses.filter((status) => toRemoteFailure(apiError(status, {})).transient)).toEqual([
      408, 429, 500, 503,
    ]);
  });

  it('names how long to wait: in the details, else in the header', () => {
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

  it("repeats nothing of what Google wrote, since that may hold the key or the ticket's text", () => {
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
