import { readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATEGORIES, PRIORITIES } from '../../vocabulary/index.js';
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
const heldOut = readFileSync(new URL('../../../model/held-out.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as HeldOutTicket);

/** Slightly below the scores that training prints for these tickets. */
const LEAST_MACRO_F1 = { category: 0.79, priority: 0.67 };

describe('LocalClassifier', () => {
  it.each([
    ['billing', 'I was charged twice for my subscription, please refund one payment.'],
    ['technical', 'The VPN client crashes with an error as soon as it connects.'],
    ['account', "I forgot my password and the reset link doesn't work, I can't log in."],
    ['general', 'Do you ship to Iceland, and what are your opening hours?'],
  ])('classifies an obvious ticket as %s', async (category, description) => {
    expect((await classify(description)).category).toBe(category);
  });

  it.each([
    ['critical', 'Total outage: the whole company is offline, nobody can work, all customers are affected.'],
    ['high', "My laptop won't start, I can't work at all and the deadline is today."],
    ['medium', 'The printer jams sometimes, we use the other one for now.'],
    ['low', 'Just wondering: would it be possible to add a dark mode? No rush, thanks!'],
  ])('classifies an obvious ticket as %s priority', async (priority, description) => {
    expect((await classify(description)).priority).toBe(priority);
  });

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

  it('was not trained on the held-out tickets', () => {
    const trained = readFileSync(new URL('../../../model/texts.jsonl', import.meta.url), 'utf8');
    const shared = heldOut.filter(({ description }) => trained.includes(JSON.stringify(description)));
    expect(shared).toEqual([]);
  });

  it('reads the title as well as the description', async () => {
    expect((await classify('Please help.', 'Refund of invoice charged twice')).category).toBe('billing');
  });

  it('names words of the ticket in its rationale, as they are written', async () => {
    const text = 'My VPN keeps disconnecting and Outlook crashes, so I cannot work today.';
    const { rationale } = await classify(text);
    const named = [...rationale.matchAll(/“([^”]+)”/g)].map((match) => match[1]!);
    expect(rationale).toMatch(/^Category: Technical – “.+”\. Priority: High – “.+”\.$/);
    expect(named.length).toBeGreaterThanOrEqual(2);
    for (const words of named) expect(text).toContain(words);
  });

  it('abstains with minimum confidence if it knows no word', async () => {
    for (const text of ['', '🙂🙂', 'Принтер не работает', 'שלום עולם', 'xqzvw']) {
      expect(await classify(text)).toMatchObject({
        category: 'general',
        priority: 'medium',
        confidence: 1 / 16,
        rationale: 'The bundled model doesn’t know any word of this ticket.',
        evidence: [],
        abstained: true,
      });
    }
  });

  it.each([
    'Mein Drucker geht seit heute nicht mehr, bitte um Hilfe.',
    'Je ne peux pas me connecter à mon compte depuis hier.',
    'No puedo entrar en mi cuenta, la contraseña no funciona.',
    'De printer doet het niet meer en ik kan niet werken.',
  ])('abstains for a ticket in another language: %s', async (description) => {
    expect(await classify(description)).toMatchObject({
      abstained: true,
      category: 'general',
      priority: 'medium',
    });
  });

  it('answers terse English and English of learners', async () => {
    for (const description of [
      'printer offline third floor',
      'hello, mine password is expire and i not can login since yesterday, kindly help',
      'invoice 4711 charged twice',
    ])
      expect((await classify(description)).abstained).toBe(false);
  });

  it('abstains if two categories are about equally likely', async () => {
    const answer = await classify('Something about it is off, see below.');
    if (answer.abstained)
      expect(answer.rationale).toMatch(/^No clear signal: \w+ and \w+ are about equally likely/);
    else expect(answer.confidence).toBeLessThan(0.5);
  });

  it('quotes text of the ticket as evidence, including text between tags', async () => {
    const html = '<p>Hello,</p><p>the <b>VPN client</b>&nbsp;crashes with an error.</p>';
    const { category, evidence } = await classify(html);
    expect(category).toBe('technical');
    expect(evidence.length).toBeGreaterThan(0);
    for (const stretch of evidence) expect(html).toContain(stretch);
  });

  it('ignores quoted mail', async () => {
    const own = 'The scanner software still crashes as soon as I click on scan.';
    const { category, confidence } = await classify(own);
    expect(
      await classify(
        `${own}\n\nOn Monday, 4 May 2026, Ann wrote:\n> Your invoice was refunded, the payment is on its way.`,
      ),
    ).toMatchObject({ category, confidence });
  });

  it('has a file of at most 5 MiB', () => {
    expect(statSync(new URL('./model.json', import.meta.url)).size).toBeLessThanOrEqual(5 * 1024 * 1024);
  });

  it('has more confidence for a clear ticket than for a vague one', async () => {
    const clear = await classify(
      'Just wondering how much the annual plan costs and which payment methods you take?',
    );
    const vague = await classify('Something about it is off, see below.');
    expect(clear.confidence).toBeGreaterThan(vague.confidence + 0.2);
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

  it.each([
    ['one word', 'a'.repeat(20_000)],
    ['hyphens', 'a-'.repeat(10_000)],
    ['digits', '1'.repeat(20_000)],
    ['an incomplete address', 'a.'.repeat(10_000) + '@'],
    ['ligatures that expand', 'ﷺ'.repeat(20_000)],
    ['prose', 'the payment of my invoice failed again and again, '.repeat(400)],
  ])('is fast for 20,000 characters of %s', async (_, description) => {
    // CPU time of the thread, and the minimum of five runs, because the machine may be busy.
    let quickest = Infinity;
    for (let run = 0; run < 5; run++) {
      const before = process.threadCpuUsage();
      await classify(description);
      const { user, system } = process.threadCpuUsage(before);
      quickest = Math.min(quickest, (user + system) / 1000);
    }
    expect(quickest).toBeLessThan(50);
  });

  it('reads the beginning and the end of a long text', async () => {
    const filler = 'and then it went on like that for a while '.repeat(500);
    expect((await classify(`${filler} please refund the invoice, I was charged twice`)).category).toBe(
      'billing',
    );
    expect((await classify(`Please refund the invoice, I was charged twice ${filler}`)).category).toBe(
      'billing',
    );
  });

  it('ignores zero-width characters inside words', async () => {
    const { category, priority, confidence } = await classify('please refund my invoice');
    expect(await classify('please re\u200bfund my in\u200dvoice')).toMatchObject({
      category,
      priority,
      confidence,
      evidence: expect.arrayContaining(['re\u200bfund', 'in\u200dvoice']) as string[],
    });
  });

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
