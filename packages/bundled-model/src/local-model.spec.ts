import { statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundledModel, LocalModel, MODEL_PATH } from './local-model.ts';

const model = new LocalModel(bundledModel());
const another = new LocalModel(bundledModel());
const classify = (description: string, title = '') => model.classify({ title, description });

describe('LocalModel', () => {
  it.each([
    ['billing', 'I was charged twice for my subscription, please refund one payment.'],
    ['technical', 'The VPN client crashes with an error as soon as it connects.'],
    ['account', "I forgot my password and the reset link doesn't work, I can't log in."],
    ['general', 'Do you ship to Iceland, and what are your opening hours?'],
  ])('classifies an obvious ticket as %s', (category, description) => {
    expect(classify(description).decision?.category).toBe(category);
  });

  it.each([
    ['critical', 'Total outage: the whole company is offline, nobody can work, all customers are affected.'],
    ['high', "My laptop won't start, I can't work at all and the deadline is today."],
    ['medium', 'The printer jams sometimes, we use the other one for now.'],
    ['low', 'Just wondering: would it be possible to add a dark mode? No rush, thanks!'],
  ])('classifies an obvious ticket as %s priority', (priority, description) => {
    expect(classify(description).decision?.priority).toBe(priority);
  });

  it('reads the title as well as the description', () => {
    expect(classify('Please help.', 'Refund of invoice charged twice').decision?.category).toBe('billing');
  });

  it('explains a decision by words of the ticket, as they are written', () => {
    const text = 'My VPN keeps disconnecting and Outlook crashes, so I cannot work today.';
    const { explanation } = classify(text);
    if (explanation.code !== 'words') throw new Error(`Explained by ${explanation.code}`);
    const words = [...explanation.categoryWords, ...explanation.priorityWords];
    expect(words.length).toBeGreaterThanOrEqual(2);
    for (const word of words) expect(text).toContain(word);
  });

  it.each(['', '🙂🙂', 'xqzvw'])(
    'abstains with minimum confidence if it knows no word: %s',
    (description) => {
      expect(classify(description)).toEqual({
        decision: null,
        confidence: 1 / 16,
        probabilities: null,
        explanation: { code: 'no_known_word' },
        evidence: [],
      });
    },
  );

  it.each([
    'Jag kan inte logga in på mitt konto sedan igår.',
    'Nemohu se od včerejška přihlásit ke svému účtu.',
  ])('abstains for a ticket in a language that it was not trained on: %s', (description) => {
    expect(classify(description)).toMatchObject({
      decision: null,
      explanation: { code: 'foreign_language' },
    });
  });

  it.each([
    ['en', 'My internet is down and I cannot access the VPN.', 'technical', 'high'],
    ['en', 'The password reset e-mail never arrives.', 'account', 'high'],
    ['en', 'I was charged twice for order 4411, please refund one payment.', 'billing', 'high'],
    ['en', 'Somebody has logged into my account from abroad.', 'account', 'critical'],
    ['en', 'We can work, no hurry, but the scanner is slow.', 'technical', 'medium'],
    ['en', 'Can I export my tickets to PDF?', 'general', 'low'],
    ['de', 'Mir wurde die Rechnung doppelt abgebucht.', 'billing', 'high'],
    ['de', 'Der Server ist ausgefallen, niemand in der Firma kann arbeiten.', 'technical', 'critical'],
    ['fr', 'Je n’arrive pas à me connecter à mon compte.', 'account', 'high'],
    ['es', '¿Cuánto cuesta el plan anual?', 'billing', 'low'],
    ['pt', 'A impressora encrava às vezes, usamos a outra.', 'technical', 'medium'],
    ['it', 'Ransomware: tutti i file del server sono cifrati.', 'technical', 'critical'],
    ['nl', 'Mijn account is geblokkeerd en ik kan niet inloggen.', 'account', 'high'],
    ['pl', 'Jakie są godziny otwarcia?', 'general', 'low'],
    ['tr', 'Şifre sıfırlama maili gelmiyor, giremiyorum.', 'account', 'high'],
    ['ja', '社内全員インターネットにつながりません。', 'technical', 'critical'],
  ])('classifies an everyday ticket in %s: %s', (_, description, category, priority) => {
    expect(classify(description).decision).toEqual({ category, priority });
  });

  it.each(['There is a typo on your pricing page.', 'Auf Ihrer Preisseite ist ein Tippfehler.'])(
    'does not take a typo for something urgent: %s',
    (description) => {
      expect(classify(description).decision?.priority).toBe('low');
    },
  );

  it.each([
    'The payment of the invoice was not on time and it is wrong.',
    'Die Rechnung ist nicht richtig und ich habe das Geld noch nicht.',
    'La facture n’est pas juste et je n’ai pas reçu le remboursement.',
    'Faturam yanlış ve para iadem hâlâ gelmedi.',
  ])('explains a decision by whole words that mean something by themselves: %s', (description) => {
    const { explanation } = classify(description);
    if (explanation.code !== 'words') throw new Error(`Explained by ${explanation.code}`);
    const named = [...explanation.categoryWords, ...explanation.priorityWords];
    expect(named.length).toBeGreaterThan(0);
    const words = description.split(/[^\p{L}]+/u);
    for (const phrase of named) {
      for (const word of phrase.split(/[^\p{L}]+/u)) expect(words).toContain(word);
      expect(['is', 'the', 'not', 'ist', 'die', 'das', 'und', 'ich', 'la', 'et', 'je', 've']).not.toContain(
        phrase.toLowerCase(),
      );
    }
  });

  it.each([
    'printer offline third floor',
    'hello, mine password is expire and i not can login since yesterday, kindly help',
    'invoice 4711 charged twice',
  ])('answers terse English and English of learners: %s', (description) => {
    expect(classify(description).decision).not.toBeNull();
  });

  it('quotes text of the ticket as evidence, including text between tags', () => {
    const html = '<p>Hello,</p><p>the <b>VPN client</b>&nbsp;crashes with an error.</p>';
    const { decision, evidence } = classify(html);
    expect(decision?.category).toBe('technical');
    expect(evidence.length).toBeGreaterThan(0);
    for (const quote of evidence) expect(html).toContain(quote);
  });

  it('ignores quoted mail', () => {
    const own = 'The scanner software still crashes as soon as I click on scan.';
    const { decision, confidence } = classify(own);
    const quoted =
      'On Monday, 4 May 2026, Ann wrote:\n> Your invoice was refunded, the payment is on its way.';
    expect(classify(`${own}\n\n${quoted}`)).toMatchObject({ decision, confidence });
  });

  it('ignores zero-width characters inside words', () => {
    const { decision, confidence } = classify('please refund my invoice');
    expect(classify('please re\u200bfund my in\u200dvoice')).toMatchObject({
      decision,
      confidence,
      evidence: expect.arrayContaining(['re\u200bfund', 'in\u200dvoice']) as string[],
    });
  });

  it('reads the beginning and the end of a long text', () => {
    const filler = 'and then it went on like that for a while '.repeat(500);
    const problem = 'please refund the invoice, I was charged twice';
    for (const text of [`${filler} ${problem}`, `${problem} ${filler}`])
      expect(classify(text).decision?.category).toBe('billing');
  });

  it('has more confidence for a clear ticket than for a vague one', () => {
    const clear = classify(
      'Just wondering how much the annual plan costs and which payment methods you take?',
    );
    const vague = classify('Something about it is off, see below.');
    expect(clear.confidence).toBeGreaterThan(vague.confidence + 0.2);
  });

  it('returns a valid and deterministic answer for any text', () => {
    const { category, priority } = model.file;
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
    fc.assert(
      fc.property(text, text, (title, description) => {
        const answer = model.classify({ title, description });
        if (answer.decision) {
          expect(category.classes).toContain(answer.decision.category);
          expect(priority.classes).toContain(answer.decision.priority);
        }
        expect(answer.confidence).toBeGreaterThan(0);
        expect(answer.confidence).toBeLessThanOrEqual(1);
        expect(answer.evidence.length).toBeLessThanOrEqual(5);
        for (const quote of answer.evidence) {
          expect(quote.length).toBeLessThanOrEqual(100);
          expect(title.includes(quote) || description.includes(quote)).toBe(true);
        }
        expect(another.classify({ title, description })).toEqual(answer);
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
  ])('is fast for 20,000 characters of %s', (_, description) => {
    // CPU time of the thread, and the minimum of five runs, because the machine may be busy.
    let quickest = Infinity;
    for (let run = 0; run < 5; run++) {
      const before = process.threadCpuUsage();
      classify(description);
      const { user, system } = process.threadCpuUsage(before);
      quickest = Math.min(quickest, (user + system) / 1000);
    }
    expect(quickest).toBeLessThan(50);
  });

  it('has a file of at most 6 MiB', () => {
    expect(statSync(MODEL_PATH).size).toBeLessThanOrEqual(6 * 1024 * 1024);
  });
});
