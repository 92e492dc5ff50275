import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGeminiStandIn, type BehaviourName, type GeminiStandIn } from '../../test/gemini-stand-in.js';
import { checkGemini } from './gemini-check.js';

const KEY = 'AIza-the-secret-key';

let standIn: GeminiStandIn;
beforeAll(async () => {
  standIn = await startGeminiStandIn({ apiKey: KEY });
});
afterAll(() => standIn.close());

async function check(settings: { GEMINI_API_KEY?: string; GEMINI_BASE_URL?: string }, deadlineMs?: number) {
  const lines: string[] = [];
  const works = await checkGemini(
    { GEMINI_MODEL: 'gemini-flash-latest', ...settings },
    (line) => lines.push(line),
    deadlineMs,
  );
  const output = lines.join('\n');
  expect(output).not.toContain('AIza');
  return { works, output };
}

async function checkWhen(behaviour: BehaviourName, options = {}) {
  standIn.requests.length = 0;
  standIn.behave(behaviour, options);
  return check(
    { GEMINI_API_KEY: KEY, GEMINI_BASE_URL: standIn.url },
    behaviour === 'hangs' ? 300 : undefined,
  );
}

describe('gemini:check', () => {
  it('reports model, duration, tokens and answer after one request', async () => {
    const { works, output } = await checkWhen('answers');
    expect(works).toBe(true);
    expect(output).toMatch(/Connected: gemini-flash-latest answered in \d+ ms/);
    expect(output).toMatch(/technical, high, 93% confidence/);
    expect(output).toMatch(/\d+ input, \d+ output/);
    expect(standIn.requests).toHaveLength(1);
  });

  it('reports a redirect without following it', async () => {
    standIn.requests.length = 0;
    standIn.behave(() => ({ status: 307, headers: { location: `${standIn.url}/elsewhere` }, body: {} }));
    const { works, output } = await check({ GEMINI_API_KEY: KEY, GEMINI_BASE_URL: standIn.url });
    expect(works).toBe(false);
    expect(output).toMatch(/redirect.*GEMINI_BASE_URL/s);
    expect(standIn.requests).toHaveLength(1);
  });

  it('reports a missing key', async () => {
    const { works, output } = await check({ GEMINI_BASE_URL: standIn.url });
    expect(works).toBe(false);
    expect(output).toMatch(/GEMINI_API_KEY is not set/);
  });

  it('reports an invalid key', async () => {
    const { works, output } = await check({ GEMINI_API_KEY: 'AIza-other', GEMINI_BASE_URL: standIn.url });
    expect(works).toBe(false);
    expect(output).toMatch(/mistyped, expired or revoked/);
  });

  it.each<[BehaviourName, RegExp]>([
    ['no-permission', /disabled in its project/],
    ['unknown-model', /The model "gemini-flash-latest" does not exist.*set GEMINI_MODEL/s],
    ['too-many-requests', /quota of its project is exhausted.*wait 7 s/s],
    ['server-error', /returned a server error/],
    ['nothing', /connection failed or was interrupted/],
    ['hangs', /No response within/],
    ['garbage', /invalid response.*GEMINI_BASE_URL/s],
    ['blocked', /refused the harmless sample ticket/],
  ])('explains cause and fix if Gemini is in the state %s', async (behaviour, words) => {
    const { works, output } = await checkWhen(behaviour, { retryDelay: '7s' });
    expect(works).toBe(false);
    expect(output).toMatch(words);
    expect(output).toContain('What to do:');
    expect(standIn.requests).toHaveLength(1);
  });

  it('reports a malformed key', async () => {
    const { works, output } = await check({ GEMINI_API_KEY: 'AIza…', GEMINI_BASE_URL: standIn.url });
    expect(works).toBe(false);
    expect(output).toMatch(/an invalid character/);
  });

  it('reports a server without TLS', async () => {
    const address = standIn.url.replace('http:', 'https:');
    const { works, output } = await check({ GEMINI_API_KEY: KEY, GEMINI_BASE_URL: address });
    expect(works).toBe(false);
    expect(output).toMatch(/TLS connection failed.*http:\/\//s);
  });

  it('reports an unknown host', async () => {
    const { works, output } = await check(
      { GEMINI_API_KEY: KEY, GEMINI_BASE_URL: 'http://no-such-host.invalid' },
      5000,
    );
    expect(works).toBe(false);
    expect(output).toMatch(/no network or no DNS/);
  });
});
