/**
 * Calls and tokens of 1,000 waiting tickets by batch size, measured with the real RemoteClassifier and the stand-in for
 * Gemini. From the root:
 *
 *     node scripts/build.mjs && node backend/test/triage-cost.ts
 *
 * Tokens are estimated at four characters each, from the real length of requests and answers.
 */
import { readFileSync } from 'node:fs';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type * as Gemini from '../src/classification/gemini/gemini-model.js';
import type * as Guarded from '../src/classification/remote/resilient-model.js';
import type * as Remote from '../src/classification/remote/remote-classifier.js';
import { startGeminiStandIn } from './gemini-stand-in.ts';

const built = (file: string): Promise<unknown> =>
  import(new URL(`../dist/classification/${file}`, import.meta.url).href);
const { GeminiModel } = (await built('gemini/gemini-model.js')) as typeof Gemini;
const { ResilientModel } = (await built('remote/resilient-model.js')) as typeof Guarded;
const { RemoteClassifier } = (await built('remote/remote-classifier.js')) as typeof Remote;

const TICKETS = 1000;
/** Google's list price of a flash model, for the order of magnitude: US dollars for a million tokens. */
const PRICES = { TRIAGE_PRICE_INPUT_PER_MILLION: 0.3, TRIAGE_PRICE_OUTPUT_PER_MILLION: 2.5 };

const texts = readFileSync(new URL('../tools/model-training/held-out.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as { title: string; description: string });
const waiting = Array.from({ length: TICKETS }, (_, i) => texts[i % texts.length]!);
const characters = waiting.reduce(
  (sum, { title, description }) => sum + title.length + description.length,
  0,
);

interface Figures {
  together: number;
  calls: number;
  input: number;
  output: number;
  usd: number;
  answered: number;
}

async function measure(together: number): Promise<Figures> {
  const standIn = await startGeminiStandIn();
  const figures = { together, calls: 0, input: 0, output: 0, usd: 0, answered: 0 };
  const model = new GeminiModel('key', { GEMINI_MODEL: 'flash', GEMINI_BASE_URL: standIn.url });
  const limiter = new RateLimiterMemory({ points: 1_000_000, duration: 60 });
  const settings = { TRIAGE_PROVIDER: 'gemini', TRIAGE_REDACT_PERSONAL_DATA: true, ...PRICES } as const;
  const classifier = new RemoteClassifier(settings, new ResilientModel(model, limiter), {
    record: ({ inputTokens, outputTokens, costUsd }) => {
      figures.input += inputTokens;
      figures.output += outputTokens;
      figures.usd += costUsd ?? 0;
      return Promise.resolve();
    },
    spentToday: () => Promise.resolve(0),
  });
  for (let at = 0; at < waiting.length; at += together) {
    const outcomes = await classifier.classifyAll(
      waiting.slice(at, at + together),
      new AbortController().signal,
    );
    figures.answered += outcomes.filter((outcome) => !(outcome instanceof Error)).length;
  }
  figures.calls = standIn.requests.length;
  await standIn.close();
  return figures;
}

console.log(
  `${TICKETS} tickets of ${Math.round(characters / TICKETS)} characters on average (backend/tools/model-training/held-out.jsonl)\n`,
);
console.log('| tickets per call | calls | input tokens | output tokens | US dollars | answered |');
console.log('| ---------------: | ----: | -----------: | ------------: | ---------: | -------: |');
for (const together of [1, 5, 10, 20]) {
  const { calls, input, output, usd, answered } = await measure(together);
  const cells = [together, calls, input, output, usd.toFixed(3), answered].map((cell) =>
    cell.toLocaleString('en-US'),
  );
  console.log(`| ${cells.join(' | ')} |`);
}
