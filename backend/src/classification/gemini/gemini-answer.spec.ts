import { ApiError } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { ClassifierUnavailable } from '../classifier.js';
import { failureOf, GeminiFailure, readAnswer } from './gemini-answer.js';

const good = { rationale: 'The VPN is down.', category: 'technical', priority: 'high', confidence: 0.9 };

function answering(answer: unknown, rest: object = {}, candidate: object = {}) {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP', ...candidate }], ...rest };
}

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ClassifierUnavailable) return error.reason;
    throw error;
  }
  return 'no failure';
}

describe('an answer of Gemini', () => {
  it('is read with its model and tokens, thoughts counted as output', () => {
    const usageMetadata = { promptTokenCount: 400, candidatesTokenCount: 40, thoughtsTokenCount: 60 };
    expect(readAnswer(answering(good, { usageMetadata, modelVersion: 'gemini-2.5-flash' }))).toEqual({
      ...good,
      model: 'gemini-2.5-flash',
      inputTokens: 400,
      outputTokens: 100,
    });
  });

  it('may lack model and tokens', () => {
    expect(readAnswer(answering(good))).toMatchObject({ model: null, inputTokens: null, outputTokens: null });
    const odd = { usageMetadata: { promptTokenCount: -1, candidatesTokenCount: 'many' }, modelVersion: 7 };
    expect(readAnswer(answering(good, odd))).toMatchObject({
      model: null,
      inputTokens: null,
      outputTokens: null,
    });
  });

  it('may come in several parts, of which the thoughts are not the answer', () => {
    const [head, tail] = [JSON.stringify(good).slice(0, 20), JSON.stringify(good).slice(20)];
    const parts = [{ text: 'Let me see. {', thought: true }, { text: head }, { text: tail }];
    expect(readAnswer(answering('', {}, { content: { parts } }))).toMatchObject(good);
  });

  it('keeps nothing beyond what the schema names', () => {
    expect(readAnswer(answering({ ...good, note: 'extra' }))).not.toHaveProperty('note');
  });

  it.each([
    ['a category of its own', { ...good, category: 'hardware' }],
    ['a category in other letters', { ...good, category: 'Technical' }],
    ['no category', { ...good, category: undefined }],
    ['a priority of its own', { ...good, priority: 'urgent' }],
    ['a priority as a list', { ...good, priority: ['high'] }],
    ['confidence above one', { ...good, confidence: 1.01 }],
    ['confidence below zero', { ...good, confidence: -0.01 }],
    ['confidence as text', { ...good, confidence: '0.9' }],
    ['no confidence', { ...good, confidence: null }],
    ['no rationale', { ...good, rationale: undefined }],
    ['a rationale that is no text', { ...good, rationale: { en: 'Because' } }],
    ['a rationale of nothing but control characters', { ...good, rationale: '\u0000\u0007 \n' }],
    ['a list', [good]],
    ['a bare word', '"high"'],
    ['null', 'null'],
    ['half a JSON', JSON.stringify(good).slice(0, 30)],
    ['JSON in a code fence', '```json\n{}\n```'],
    ['no text', ''],
  ])('with %s is invalid', (_, answer) => {
    expect(reasonOf(() => readAnswer(answering(answer)))).toBe('invalid_answer');
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { candidates: null },
    { candidates: [null] },
    { candidates: [{}] },
  ])('that is %j instead of an envelope is invalid', (response) => {
    expect(reasonOf(() => readAnswer(response))).toBe('invalid_answer');
  });

  it('that was cut off is invalid, even where the text happens to parse', () => {
    expect(reasonOf(() => readAnswer(answering(good, {}, { finishReason: 'MAX_TOKENS' })))).toBe(
      'invalid_answer',
    );
  });

  it('is refused where the prompt was blocked or the answer withheld', () => {
    expect(reasonOf(() => readAnswer({ promptFeedback: { blockReason: 'SAFETY' } }))).toBe('refused');
    expect(reasonOf(() => readAnswer(answering('', {}, { finishReason: 'PROHIBITED_CONTENT' })))).toBe(
      'refused',
    );
  });

  it('has its rationale made fit for one line on a screen', () => {
    const rationale = '  Line\u0000 one\r\n\tline \u202Etwo\u200B \ud800. ';
    expect(readAnswer(answering({ ...good, rationale })).rationale).toBe('Line one line two \ufffd.');
  });

  it('has its rationale cut at 500, never through a character', () => {
    const { rationale } = readAnswer(answering({ ...good, rationale: 'x'.repeat(499) + '😀'.repeat(9) }));
    expect(rationale).toBe('x'.repeat(499));
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
    expect(failureOf(error)).toMatchObject({ reason, code });
  });

  it('looks through every address that was tried', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    expect(failureOf(new TypeError('fetch failed', { cause: new AggregateError([refused]) })).code).toBe(
      'ECONNREFUSED',
    );
  });

  it('tells a good answer that is no JSON from a connection that broke in its midst', () => {
    const ok = { status: 200, retryAfter: null };
    expect(failureOf(new SyntaxError('Unexpected token <'), ok).reason).toBe('invalid_answer');
    expect(failureOf(new TypeError("can't read properties of null"), ok).reason).toBe('invalid_answer');
    expect(failureOf(fetchFailed('UND_ERR_SOCKET'), ok).reason).toBe('unavailable');
  });

  it('goes by the status where an error page claims to be JSON', () => {
    expect(failureOf(new SyntaxError('Unexpected token <'), { status: 503, retryAfter: null }).reason).toBe(
      'unavailable',
    );
  });

  it('says in words what is wrong, with the status and the code', () => {
    expect(failureOf(apiError(404, { status: 'NOT_FOUND' })).message).toBe(
      'Gemini does not know the model (HTTP 404, NOT_FOUND)',
    );
    expect(failureOf(fetchFailed('ENOTFOUND')).message).toBe('Gemini could not be reached (ENOTFOUND)');
  });

  it('is worth another try only where the same request may succeed', () => {
    const statuses = [400, 401, 403, 404, 407, 408, 409, 429, 500, 503];
    expect(statuses.filter((status) => failureOf(apiError(status, {})).transient)).toEqual([
      408, 429, 500, 503,
    ]);
  });

  it('names how long to wait: in the details, else in the header', () => {
    const withDelay = (retryDelay: unknown) => apiError(429, { details: [{}, { retryDelay }] });
    expect(failureOf(withDelay('7s')).retryAfterMs).toBe(7000);
    expect(failureOf(withDelay('0.25s'), { status: 429, retryAfter: '30' }).retryAfterMs).toBe(250);
    expect(failureOf(withDelay('soon'), { status: 429, retryAfter: '30' }).retryAfterMs).toBe(30_000);
    expect(failureOf(apiError(429, {}), { status: 429, retryAfter: null }).retryAfterMs).toBeNull();
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const fromDate = failureOf(apiError(429, {}), { status: 429, retryAfter: inAMinute }).retryAfterMs ?? 0;
    expect(fromDate).toBeGreaterThan(50_000);
    expect(fromDate).toBeLessThanOrEqual(60_000);
  });

  it("repeats nothing of what Google wrote, since that may hold the key or the ticket's text", () => {
    const message = "Permission denied: Consumer 'api_key:AIzaSECRET' has been suspended.";
    const failure = failureOf(
      apiError(403, {
        message,
        status: 'no code',
        details: [{ reason: 'AIza SECRET', metadata: { consumer: message } }],
      }),
    );
    expect(failure).toBeInstanceOf(GeminiFailure);
    expect(JSON.stringify({ ...failure, message: failure.message, stack: failure.stack })).not.toContain(
      'SECRET',
    );
    expect(failure.cause).toBeUndefined();
  });
});
