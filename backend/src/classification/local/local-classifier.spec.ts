import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATEGORIES, FOREIGN_LANGUAGE, PRIORITIES } from '../../vocabulary/index.js';
import { LocalClassifier } from './local-classifier.js';

const classifier = new LocalClassifier();
const another = new LocalClassifier();
const classify = (description: string, title = '') => classifier.classify({ title, description });

interface HeldOutTicket {
  title: string;
  description: string;
  category: string;
  priority: string;
}
const TRAINING = new URL('../../../tools/model-training/', import.meta.url);
const readRows = (file: string) =>
  readFileSync(new URL(file, TRAINING), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HeldOutTicket);
const heldOut = readRows('held-out.jsonl');

/** The tickets of all files of a folder. */
const rowsOf = (folder: string) =>
  readdirSync(new URL(folder, TRAINING)).flatMap((file) => readRows(`${folder}/${file}`));

/** Slightly below the scores that training prints for these tickets. */
const LEAST_MACRO_F1 = { category: 0.79, priority: 0.67 };

describe('LocalClassifier', () => {
  it.each([
    ['category', CATEGORIES],
    ['priority', PRIORITIES],
  ] as const)('reaches the expected macro-F1 for the %s of held-out tickets', async (target, classes) => {
    const answers = await Promise.all(heldOut.map((ticket) => classifier.classify(ticket)));
    const f1 = classes.map((expected) => {
      const hits = heldOut.filter(
        (t, i) => t[target] === expected && answers[i]![target] === expected,
      ).length;
      const labels = heldOut.filter((ticket) => ticket[target] === expected).length;
      const answered = answers.filter((answer) => answer[target] === expected).length;
      return (2 * hits) / (labels + answered);
    });
    expect(f1.reduce((sum, value) => sum + value, 0) / classes.length).toBeGreaterThanOrEqual(
      LEAST_MACRO_F1[target],
    );
  });

  it('has the classes of the vocabulary', () => {
    const { category, priority } = classifier.model.file;
    expect(category.classes.toSorted()).toEqual(CATEGORIES.toSorted());
    expect(priority.classes.toSorted()).toEqual(PRIORITIES.toSorted());
  });

  it('was not trained on the held-out tickets', () => {
    const trained = new Set(rowsOf('texts').map(({ description }) => description));
    const others = rowsOf('held-out');
    expect([trained.size > 2000, others.length]).toEqual([true, 1000]);
    const shared = [...heldOut, ...others].filter(({ description }) => trained.has(description));
    expect(shared).toEqual([]);
  });

  it('names words of the ticket in its rationale, as they are written', async () => {
    const text = 'My VPN keeps disconnecting and Outlook crashes, so I cannot work today.';
    const { rationale } = await classify(text);
    const named = [...rationale.matchAll(/“([^”]+)”/g)].map((match) => match[1]!);
    expect(rationale).toMatch(/^Category: Technical – “.+”\. Priority: High – “.+”\.$/);
    expect(named.length).toBeGreaterThanOrEqual(2);
    for (const words of named) expect(text).toContain(words);
  });

  it('leaves a ticket to an agent if it knows no word or the language', async () => {
    for (const [text, rationale] of [
      ['🙂🙂', 'The bundled model doesn’t know any word of this ticket.'],
      ['Jag kan inte logga in på mitt konto sedan igår.', FOREIGN_LANGUAGE],
    ] as const) {
      expect(await classify(text)).toMatchObject({
        category: 'general',
        priority: 'medium',
        confidence: 1 / 16,
        rationale,
        evidence: [],
        abstained: true,
      });
    }
  });

  it('abstains if two categories are about equally likely', async () => {
    const answer = await classify('It is about the appointment and the user.');
    expect(answer.abstained).toBe(true);
    expect(answer.rationale).toMatch(/^No clear signal: Account and General are about equally likely/);
  });

  it('returns a valid and deterministic classification for any text', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
      fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' }),
      // Lone surrogates and control characters, which the other generators do not produce.
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300, size: 'max' })
        .map((codes) => String.fromCharCode(...codes)),
      fc.constantFrom(
        'constructor',
        '__proto__ toString',
        'hasOwnProperty',
        '"\n\u0000\u202e',
        'ﷺ'.repeat(200),
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (title, description) => {
        const answer = await classifier.classify({ title, description });
        expect(CATEGORIES).toContain(answer.category);
        expect(PRIORITIES).toContain(answer.priority);
        expect(answer.confidence).toBeGreaterThan(0);
        expect(answer.confidence).toBeLessThanOrEqual(1);
        expect(answer.rationale.length).toBeLessThanOrEqual(500);
        expect(answer.evidence.length).toBeLessThanOrEqual(5);
        for (const stretch of answer.evidence) {
          expect(stretch.length).toBeLessThanOrEqual(100);
          expect(title.includes(stretch) || description.includes(stretch)).toBe(true);
        }
        if (answer.abstained) expect(answer).toMatchObject({ category: 'general', priority: 'medium' });
        // eslint-disable-next-line no-control-regex -- must not reach an agent's screen
        expect(answer.rationale).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
        expect(await another.classify({ title, description })).toEqual(answer);
      }),
      { numRuns: 50, seed: 20261124 },
    );
  }, 30_000);

  it('returns its name, and no prompt version and token counts', async () => {
    expect(await classify('hello')).toMatchObject({
      source: 'local',
      model: expect.stringMatching(/^local-\d{4}-\d{2}$/) as string,
      promptVersion: null,
      inputTokens: null,
      outputTokens: null,
    });
  });
});
