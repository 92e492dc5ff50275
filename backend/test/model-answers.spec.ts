import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketsIn } from './simple-model.ts';
import { startService, type Service } from './support/service.ts';

const MEGABYTE = 1024 * 1024;
const KEY = 'AIza-the-secret-key';

const BOMB = gzipSync(Buffer.alloc(400 * MEGABYTE, ' '), { level: 1 });

type Answer = Record<string, unknown>;
/** What a server says: the answers of its model, and what stands around them. */
interface Saying {
  answer?: Answer;
  /** Instead of the model's text. */
  text?: string;
  model?: unknown;
  count?: unknown;
  /** The local model has to answer. */
  unusable?: true;
}
type Behaviour = (request: IncomingMessage, response: ServerResponse, content: string) => void;

interface Provider {
  settings: (url: string) => Record<string, string>;
  /** All that the user's message says. */
  content: (body: Record<string, unknown>) => string;
  document: (text: string, saying: Saying) => unknown;
}

const PROVIDERS: Record<string, Provider> = {
  gemini: {
    settings: (url) => ({ GEMINI_API_KEY: KEY, GEMINI_BASE_URL: url }),
    content: ({ contents }) => (contents as { parts: { text: string }[] }[])[0]!.parts[0]!.text,
    document: (text, { model = 'gemini', count = 7 }) => ({
      candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }],
      modelVersion: model,
      responseId: model,
      usageMetadata: { promptTokenCount: count, candidatesTokenCount: count, thoughtsTokenCount: count },
    }),
  },
  openai: {
    settings: (url) => ({
      ...{ TRIAGE_PROVIDER: 'openai', OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'x' },
    }),
    content: ({ messages }) => (messages as { content: string }[])[1]!.content,
    document: (text, { model = 'x', count = 7 }) => ({
      id: model,
      object: 'chat.completion',
      model,
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: { prompt_tokens: count, completion_tokens: count, total_tokens: count },
    }),
  },
};

const GOOD: Answer = {
  evidence: ['VPN'],
  rationale: 'The network is down.',
  abstain: false,
  category: 'technical',
  priority: 'high',
  confidence: 0.9,
};

const WILD: Record<string, Saying> = {
  'counts of tokens beyond all': { count: Number.MAX_SAFE_INTEGER },
  'counts of tokens beyond an integer': { count: 2 ** 31 },
  'counts of tokens that add up': { count: 10_000_000 },
  'counts of tokens that are broken': { count: 1.5 },
  'counts of tokens below nothing': { count: -(2 ** 40) },
  'counts of tokens as text': { count: '9'.repeat(100) },
  'a confidence next to nothing': { answer: { confidence: 5e-324 } },
  'a confidence that a real rounds to nothing': { answer: { confidence: 1e-50 } },
  'a confidence of minus zero': { answer: { confidence: -0 } },
  'a confidence of many digits': { text: 'confidence' },
  'a rationale of half a megabyte': { answer: { rationale: 'why '.repeat(125_000) } },
  'a rationale with NUL and half a surrogate pair': { answer: { rationale: 'a\0b\ud800c\udfff' } },
  'a rationale of invisible characters': { answer: { rationale: '\u200b\u2060' }, unusable: true },
  'evidence of 50,000 quotes': { answer: { evidence: Array.from({ length: 50_000 }, (_, i) => `VPN${i}`) } },
  'evidence of one long quote': { answer: { evidence: ['VPN '.repeat(100_000)] } },
  'evidence with NUL and half a surrogate pair': { answer: { evidence: ['\0', '\ud800', 'VPN\0'] } },
  'a model’s name of half a megabyte': { model: 'm'.repeat(500_000) },
  'a model’s name with NUL and half a surrogate pair': { model: 'a\0\ud800' },
  'a model’s name that is none': { model: { a: [1] } },
  'JSON of a hundred thousand levels': { text: '['.repeat(100_000), unusable: true },
  'a field that every object has': {
    text: '{"__proto__":{"answers":[]},"constructor":1}',
    unusable: true,
  },
  'an answer with fields of every kind': { answer: { extra: 'x'.repeat(1000), __proto__: null, id2: [] } },
};

describe.each(Object.entries(PROVIDERS))('whatever %s answers,', (name, provider) => {
  let server: Server;
  let url: string;
  let service: Service;
  let behaviour: Behaviour;
  /** What came to the other address that a redirect names. */
  let elsewhere: Server;
  const strayed: IncomingMessage[] = [];

  const says =
    (saying: Saying): Behaviour =>
    (_request, response, content) => {
      const answers = ticketsIn(content).map(({ id }) => ({ id, ...GOOD, ...saying.answer }));
      let text = saying.text ?? JSON.stringify({ answers });
      if (text === 'confidence')
        text = JSON.stringify({ answers }).replaceAll('0.9', `0.${'9'.repeat(10_000)}`);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(provider.document(text, saying)));
    };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
        behaviour(request, response, provider.content(body));
      });
    }).listen(0, '127.0.0.1');
    elsewhere = createServer((request, response) => {
      strayed.push(request);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(elsewhere, 'listening')]);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    service = await startService({ ...provider.settings(url), TRIAGE_SWEEP_SECONDS: '1' });
  });
  afterAll(async () => {
    await service.stop();
    for (const each of [server, elsewhere]) {
      each.close();
      each.closeAllConnections();
    }
  });

  const residentMegabytes = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))![1]) / 1024;
  const sourceOf = async (): Promise<string | null> => {
    const { id } = await service.api.create();
    return (await service.api.triaged(id, 20)).triage.source;
  };

  it('its plain answer is taken', async () => {
    behaviour = says({});
    expect(await sourceOf()).toBe(name);
  });

  it.each(Object.entries(WILD))('%s leave no ticket pending', async (_, saying) => {
    behaviour = says(saying);
    expect(await sourceOf()).toBe(saying.unusable ? 'local' : name);
    // One failure after the other would have the model not asked any more.
    behaviour = says({});
    expect(await sourceOf()).toBe(name);
  });

  it('no redirect takes the key along', async () => {
    const to = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      let asked = 0;
      behaviour = (_request, response) => {
        asked += 1;
        response.writeHead(status, { location: to }).end();
      };
      expect(await sourceOf()).toBe('local');
      expect(asked).toBe(1);
      behaviour = says({});
      expect(await sourceOf()).toBe(name);
    }
    expect(strayed).toEqual([]);
  });

  it.each<[string, Behaviour]>([
    ['of 400 MB', (_request, response) => pour(response, Buffer.alloc(MEGABYTE, ' '), 400)],
    [
      'that unpacks to 400 MB',
      (_request, response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(BOMB);
      },
    ],
    [
      'of 400 MB that is an error',
      (_request, response) => {
        response.statusCode = 500;
        pour(response, Buffer.alloc(MEGABYTE, 'x'), 400);
      },
    ],
  ])('an answer %s fills no memory', async (_, floods) => {
    let asked = 0;
    behaviour = (...all) => {
      asked += 1;
      floods(...all);
    };
    const before = residentMegabytes();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, residentMegabytes())), 20);
    expect(await sourceOf().finally(() => clearInterval(watch))).toBe('local');
    expect(asked).toBeGreaterThan(0);
    expect(most - before).toBeLessThan(150);
  });
});

function pour(response: ServerResponse, chunk: Buffer, times: number): void {
  let left = times;
  const next = (): void => {
    for (; left > 0 && !response.destroyed; left -= 1) if (!response.write(chunk)) return;
    response.end();
  };
  response.on('drain', () => {
    left -= 1;
    next();
  });
  next();
}
