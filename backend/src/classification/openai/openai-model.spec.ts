import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openAiError,
  startOpenAiStandIn,
  written,
  type ChatBehaviourName,
  type OpenAiStandIn,
} from '../../../test/openai-stand-in.js';
import { answersTo, ticketsIn } from '../../../test/simple-model.js';
import { ResilientModel, type ResilienceOptions } from '../remote/resilient-model.js';
import { RemoteClassifier } from '../remote/remote-classifier.js';
import { RemoteFailure } from '../remote/remote-failure.js';
import { NULL_LEDGER } from '../usage/usage-ledger.js';
import { OpenAiModel } from './openai-model.js';

const TICKET = { title: 'VPN down', description: 'My internet is down and I cannot access the VPN.' };
const NO_ABORT = new AbortController().signal;

let standIn: OpenAiStandIn;
beforeEach(async () => {
  standIn = await startOpenAiStandIn();
});
afterEach(() => standIn.close());

function classifier(options: Partial<ResilienceOptions> = {}, key?: string): RemoteClassifier {
  const model = new OpenAiModel('llama', { OPENAI_BASE_URL: standIn.url, OPENAI_API_KEY: key });
  const limiter = new RateLimiterMemory({ points: 1000, duration: 60 });
  const resilient = new ResilientModel(model, limiter, {
    initialBackoffMs: 20,
    maxBackoffMs: 40,
    ...options,
  });
  return new RemoteClassifier(
    { TRIAGE_PROVIDER: 'openai', TRIAGE_REDACT_PERSONAL_DATA: false },
    resilient,
    NULL_LEDGER,
  );
}

async function failureOf(work: Promise<unknown>): Promise<RemoteFailure> {
  const error: unknown = await work.then(
    () => 'answered',
    (failure: unknown) => failure,
  );
  if (error instanceof RemoteFailure) return error;
  throw error;
}

describe('OpenAiModel', () => {
  it('returns a suggestion with its source, model and tokens', async () => {
    expect(await classifier().classify(TICKET, NO_ABORT)).toMatchObject({
      source: 'openai',
      model: 'llama',
      promptVersion: 'triage-3',
      category: 'technical',
      priority: 'high',
      evidence: ['VPN', 'down'],
      inputTokens: expect.any(Number) as number,
      outputTokens: expect.any(Number) as number,
    });
  });

  it('requests a strict schema with reasons first, and sends the ticket as data', async () => {
    await classifier({}, 'sk-secret').classify(TICKET, NO_ABORT);
    const [request] = standIn.requests;
    expect(request).toMatchObject({
      authorization: 'Bearer sk-secret',
      body: {
        temperature: 0,
        response_format: { type: 'json_schema', json_schema: { strict: true, schema: { type: 'object' } } },
      },
    });
    expect(JSON.stringify(request!.body)).not.toContain('propertyOrdering');
    expect(ticketsIn(request!.content)).toMatchObject([TICKET]);
    expect(request!.instruction).not.toContain('VPN');
  });

  it('omits the temperature if the model rejects it, and remembers that', async () => {
    standIn.behave((request) =>
      request.body.temperature === undefined
        ? written(request, answersTo(request.content))
        : openAiError(400, 'invalid_request_error', 'unsupported_value', {}, 'temperature'),
    );
    const model = classifier();
    await model.classify(TICKET, NO_ABORT);
    expect(standIn.requests).toHaveLength(2);
    await model.classify(TICKET, NO_ABORT);
    expect(standIn.requests).toHaveLength(3);
  });
});

describe('server with fewer features', () => {
  it.each([
    ['a JSON schema', { response_format: 'json_schema' }, { response_format: { type: 'json_object' } }, 2],
    ['formats', { response_format: '' }, {}, 3],
    ['the newer token limit', { max_completion_tokens: '' }, { max_tokens: expect.any(Number) as number }, 2],
  ])(
    'without support for %s is asked without it from the second request on',
    async (_, unknown, asked, requests) => {
      const [[name, value]] = Object.entries(unknown) as [[string, string]];
      standIn.behave((request) =>
        JSON.stringify(request.body[name] ?? null).includes(value) && request.body[name] !== undefined
          ? openAiError(400, 'invalid_request_error', null, {}, name)
          : written(request, answersTo(request.content)),
      );
      const model = classifier();
      expect(await model.classify(TICKET, NO_ABORT)).toMatchObject({ category: 'technical' });
      expect(standIn.requests).toHaveLength(requests);
      await model.classify(TICKET, NO_ABORT);
      expect(standIn.requests).toHaveLength(requests + 1);
      const last = standIn.requests.at(-1)!;
      expect(last.body).toMatchObject({ ...asked, temperature: 0 });
      expect(last.body[name]).toEqual((asked as Record<string, unknown>)[name]);
      // The schema is in the instruction if the server does not support it as a parameter.
      expect(last.instruction.includes('"abstain":{"type":"boolean"}')).toBe(name === 'response_format');
    },
  );

  it.each(['eos', 'end_turn', null])('may end answers with finish reason %s', async (finish) => {
    standIn.behave((request) => written(request, answersTo(request.content), finish as string));
    expect(await classifier().classify(TICKET, NO_ABORT)).toMatchObject({ category: 'technical' });
  });

  it('may answer in several parts', async () => {
    standIn.behave((request) => {
      const text = answersTo(request.content);
      const parts = [text.slice(0, 40), text.slice(40)].map((part) => ({ type: 'text', text: part }));
      return written(request, parts as unknown as string);
    });
    expect(await classifier().classify(TICKET, NO_ABORT)).toMatchObject({ category: 'technical' });
  });
});

describe('failures of the model', () => {
  const failures: [ChatBehaviourName, string, number, deadlineMs?: number][] = [
    ['bad-json', 'invalid_answer', 2],
    ['wrong-enum', 'invalid_answer', 2],
    ['cut-off', 'invalid_answer', 2],
    ['page', 'invalid_answer', 2],
    ['empty', 'invalid_answer', 2],
    ['refuses', 'refused', 1],
    ['filtered', 'refused', 1],
    ['bad-request', 'refused', 1],
    ['key-refused', 'unauthorized', 1],
    ['unknown-model', 'unavailable', 1],
    ['too-many-requests', 'rate_limited', 3],
    ['no-money', 'rate_limited', 1],
    ['server-error', 'unavailable', 3],
    ['nothing', 'unavailable', 3],
    ['hangs', 'timeout', 1, 200],
  ];

  it.each(failures)('reports %s as %s after %i requests', async (behaviour, reason, requests, deadlineMs) => {
    standIn.behave(behaviour);
    const failure = await failureOf(
      classifier(deadlineMs ? { deadlineMs } : {}, 'sk-secret').classify(TICKET, NO_ABORT),
    );
    expect(failure.reason).toBe(reason);
    expect(standIn.requests).toHaveLength(requests);
    const serialized = [
      failure.message,
      failure.stack,
      String(failure.cause),
      JSON.stringify(failure),
    ].join();
    expect(serialized).not.toMatch(/sk-secret|VPN/);
  });

  it('reads the delay from the header', async () => {
    standIn.behave('too-many-requests');
    const failure = await failureOf(classifier({ retries: 0 }).classify(TICKET, NO_ABORT));
    expect(failure.retryAfterMs).toBe(1000);
  });

  it('reports the network error code of an unreachable server', async () => {
    await standIn.close();
    const failure = await failureOf(classifier({ retries: 0 }).classify(TICKET, NO_ABORT));
    expect(failure).toMatchObject({ reason: 'unavailable', code: 'ECONNREFUSED' });
    standIn = await startOpenAiStandIn();
  });

  it('aborts the request when the caller aborts', async () => {
    standIn.behave('hangs');
    const failure = await failureOf(classifier().classify(TICKET, AbortSignal.timeout(150)));
    expect(failure.reason).toBe('timeout');
    await expect.poll(() => standIn.requests[0]?.abandoned).toBe(true);
  });
});
