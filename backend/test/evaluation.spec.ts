import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGeminiStandIn, type GeminiStandIn } from './gemini-stand-in.ts';

const COMMAND = fileURLToPath(new URL('../tools/evaluation/evaluate.ts', import.meta.url));

const ROWS = [
  '{"title":"VPN down","description":"Nobody in the office can reach the VPN, all work stands still.","category":"technical","priority":"critical"}',
  '{"title":"Invoice","description":"Where do I find the invoice of last month?","category":"billing","priority":"low"}',
  '{"text":"I forgot my password and can not sign in.","category":"account"}',
  'this is no JSON',
  '{"text":"Where is my parcel?","category":"parcels"}',
  '{"id":9,"title":"Thanks","description":"Your courier was very friendly.","category":"general","priority":"low"}',
];

describe('npm run triage:eval', () => {
  let directory: string;
  let file: string;
  let standIn: GeminiStandIn;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evaluation-'));
    file = join(directory, 'decisions.jsonl');
    await writeFile(file, ROWS.join('\n'));
    standIn = await startGeminiStandIn();
  });
  afterAll(async () => {
    await standIn.close();
    await rm(directory, { recursive: true });
  });

  function evaluate(args: string[], settings: Record<string, string> = {}) {
    return new Promise<{ code: number; told: string; complained: string }>((resolve) => {
      // Not in the repository's folder, whose .env must not affect the test.
      const options = { cwd: directory, env: { PATH: process.env.PATH, ...settings } };
      const child = execFile(process.execPath, [COMMAND, ...args], options, (_, told, complained) =>
        resolve({ code: child.exitCode ?? -1, told, complained }),
      );
    });
  }

  it('judges the local model, and tells the lines that were of no use', async () => {
    const { code, told, complained } = await evaluate([file]);
    expect(complained).toBe(
      'Line 4 is not JSON; it is left out.\nLine 5 has a "category" that is none of billing, technical, account, general; it is left out.\n',
    );
    expect(told).toMatch(/^local \(local-.*\)\n=+\nrows 4, answered/);
    expect(told).toMatch(/category \(\d rows\): accuracy \d\.\d{3}, macro-F1/);
    expect(told).toMatch(/priority \(\d rows\)/);
    expect(told).toMatch(/expected calibration error/);
    expect(told).toMatch(/99 % within [\d.]+ ms/);
    expect(code).toBe(0);
  });

  it('compares it with Gemini, prices the tokens and writes the figures', async () => {
    const json = join(directory, 'report.json');
    const { code, told, complained } = await evaluate(
      [file, '--compare', 'gemini:gemini-other', '--json', json],
      {
        GEMINI_API_KEY: 'a key',
        GEMINI_BASE_URL: standIn.url,
        TRIAGE_PRICE_INPUT_PER_MILLION: '0.3',
        TRIAGE_PRICE_OUTPUT_PER_MILLION: '2.5',
      },
    );
    expect(complained).toContain('Line 4');
    expect(told).toMatch(/gemini \(gemini-other, prompt .*\)\n=+\nrows 4, answered 4 \(coverage 100\.0 %\)/);
    expect(told).toMatch(/tokens read, \d+ written; 0\.0\d+ US dollars/);
    expect(told).toMatch(/First: local .* Second: gemini .*\n.*only the first right/);
    expect(told).toMatch(/these rows don't tell which/);
    expect(standIn.requests.every(({ model }) => model === 'gemini-other')).toBe(true);
    expect(code).toBe(0);
    const report = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>;
    expect(report).toMatchObject({
      ...{ files: ['decisions.jsonl'], rows: 4, judged: 4 },
      evaluations: [{ name: expect.stringMatching(/^local/) }, { name: expect.stringMatching(/^gemini/) }],
    });
    expect(report['comparisons']).toHaveLength(3);
  });

  it('takes as many rows as were asked for', async () => {
    const { told } = await evaluate([file, '--limit', '2', '--seed', '3']);
    expect(told).toContain('rows 2,');
  });

  it.each([
    [['nowhere.jsonl'], 'nowhere.jsonl can’t be read'],
    [[], 'triage-eval '],
    [['decisions.jsonl', '--source', 'oracle'], 'There is no source "oracle"'],
    [['decisions.jsonl', '--source', 'gemini'], 'The settings name no gemini model'],
    [
      ['decisions.jsonl', '--source', 'local:decisions.jsonl'],
      'decisions.jsonl is no model that could be read',
    ],
    [['decisions.jsonl', '--limit', 'many'], '--limit must be a whole number'],
    [['decisions.jsonl', '--colour'], '--colour'],
  ])('says what is wrong with %j', async (args, words) => {
    const { code, told, complained } = await evaluate(args);
    expect(complained).toContain(words);
    expect(complained).not.toMatch(/\n\s+at /);
    expect(told).toBe('');
    expect(code).toBe(1);
  });
});
