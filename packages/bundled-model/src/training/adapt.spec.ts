import { describe, expect, it } from 'vitest';
import { bundledModel, LocalModel } from '../local-model.ts';
import { adaptModel, learnFromDecisions } from './adapt.ts';

const base = bundledModel();
const before = new LocalModel(base);

const PARTNERS = ['Orbis', 'Lumen', 'Kestrel', 'Tarn', 'Velde', 'Ostra'];
const WISHES = [
  'invoice is missing from the partner portal',
  'sent us an invoice with the wrong partner number',
  'invoice cannot be assigned to the partner',
  'has a question on the partner invoice of May',
  'partner invoice shows an old address',
];
const decisions = PARTNERS.flatMap((partner) =>
  WISHES.map((wish) => ({
    title: `Partner ${partner}`,
    description: `${partner}: ${wish}`,
    category: 'account',
    priority: 'high',
  })),
);

const unrelated = [
  'The printer on the second floor jams, we use the other one for now.',
  'Our VPN is down for everyone, nobody can work.',
  'Do you ship to Norway, and what are your opening hours?',
  'How much does the yearly plan cost?',
  'How do I change my profile picture?',
  'My laptop does not start any more, I cannot work.',
];

// Each adaptation takes a second or more of processor time.
describe('adaptModel', { timeout: 60_000 }, () => {
  const learnt = new LocalModel(adaptModel(base, decisions, { name: 'team-1' }));

  it("adopts a team's rule from thirty decisions", () => {
    const ticket = {
      title: 'Partner Halden',
      description: 'invoice of our partner Halden has the wrong date',
    };
    expect(before.classify(ticket).decision?.category).toBe('billing');
    expect(learnt.classify(ticket).decision).toEqual({ category: 'account', priority: 'high' });
    expect(learnt.file.name).toBe('team-1');
  });

  it('keeps answers that the decisions do not affect', () => {
    for (const description of unrelated) {
      const { decision } = before.classify({ title: '', description });
      expect(learnt.classify({ title: '', description }).decision).toEqual(decision);
    }
  });

  it('adds words of the team that the base does not know', () => {
    expect(base.features).not.toContain('wkestrel');
    expect(learnt.file.features).toContain('wkestrel');
  });

  it('is deterministic, and answers like the base without decisions', () => {
    expect(adaptModel(base, decisions, { name: 'team-1' })).toEqual(learnt.file);
    const empty = new LocalModel(adaptModel(base, [], { name: base.name }));
    for (const description of unrelated)
      expect(empty.classify({ title: '', description })).toEqual(before.classify({ title: '', description }));
  });

  it('throws for a decision with an unknown class', () => {
    expect(() => adaptModel(base, [{ ...decisions[0]!, category: 'weather' }])).toThrow('class');
  });

  it('survives storage as JSON', () => {
    const stored = new LocalModel(JSON.parse(JSON.stringify(learnt.file)) as typeof base);
    const text = { title: 'Partner Halden', description: 'partner invoice with an old date' };
    expect(stored.classify(text)).toEqual(learnt.classify(text));
  });
});

describe('choice of each head', () => {
  it('learns one head where only it has another rule', () => {
    const agreed = decisions.map((decision) => ({
      ...decision,
      priority: before.classify(decision).decision?.priority ?? 'medium',
    }));
    const { category, priority, file } = learnFromDecisions(base, agreed);
    expect(category.chosen).not.toBe('bundled');
    expect(category.right[category.chosen]).toBeGreaterThan(category.right.bundled);
    expect(priority).toMatchObject({ chosen: 'bundled', decisions: 30 });
    expect(file.team).toMatchObject({ category: expect.any(Object) as object, priority: null });
  });

  it('ignores decisions that are not evaluated', () => {
    const { category } = learnFromDecisions(
      base,
      decisions.map((decision, at) => ({ ...decision, isEvaluated: at < 10 })),
    );
    expect(category.decisions).toBe(10);
    expect(category.right.voting).toBeLessThanOrEqual(10);
  });

  it('keeps the answer of a model that was trained without the ticket', () => {
    const exception = {
      id: 7,
      title: 'Aquarium',
      description: 'The aquarium leaks onto the partner portal.',
    };
    const { file } = learnFromDecisions(base, [
      ...decisions,
      { ...exception, category: 'general', priority: 'critical' },
    ]);
    const recorded = file.team!.tickets.at(-1)!;
    expect(recorded.id).toBe(7);
    expect(base.category.classes[recorded.category]).toBe('general');
    expect(recorded.outOfFold && base.priority.classes[recorded.outOfFold.priority]).not.toBe('critical');
  });
});

describe('vote of similar decisions', { timeout: 60_000 }, () => {
  /** Products whose names alone decide on the category. */
  const CATEGORIES = ['billing', 'technical', 'account', 'general'];
  const SYLLABLES = ['ba', 'ke', 'lo', 'mu', 'ni', 'po', 'ra', 'se', 'tu', 'vo', 'zi', 'fa'];
  const product = (at: number): string =>
    `${SYLLABLES[at % 12]!}${SYLLABLES[(at * 5 + 3) % 12]!}${SYLLABLES[(at * 7 + 1) % 12]!}x`;
  const byName = Array.from({ length: 120 }, (_, at) => ({
    title: product(at % 12),
    description: `Something about ${product(at % 12)}, see number ${at}.`,
    category: CATEGORIES[(at % 12) % 4]!,
    priority: 'low',
  }));

  it('has a share where similar tickets are decided alike', () => {
    const { category, file } = learnFromDecisions(base, decisions);
    expect(category.chosen).toBe('voting');
    expect(category.voteShare).toBeGreaterThan(0);
    expect(file.team!.category!.voteShare).toBe(category.voteShare);
  });

  it('has no share where similar tickets are decided differently', () => {
    const contrary = byName.map((decision, at) => ({
      ...decision,
      category: CATEGORIES[(at * 7 + Math.floor(at / 12) * 3) % 4]!,
    }));
    expect(learnFromDecisions(base, contrary).category).toMatchObject({ chosen: 'bundled', voteShare: 0 });
  });
});

describe('language that only the team knows', () => {
  const PLACES = ['tulostin', 'näyttö', 'kannettava', 'puhelin', 'palvelin', 'reititin'];
  const FAULTS = ['ei toimi tänään', 'on taas rikki', 'ei käynnisty enää', 'sammui itsestään', 'on jumissa'];
  const finnish = [
    ...PLACES.flatMap((thing) =>
      FAULTS.map((fault) => ({
        title: '',
        description: `Hei, meidän ${thing} ${fault} ja apua tarvitaan pian, kiitos.`,
        category: 'technical',
        priority: 'high',
      })),
    ),
    ...['lasku', 'hyvitys', 'maksu', 'tilaus'].flatMap((thing) =>
      ['on väärin', 'puuttuu kokonaan', 'on liian suuri'].map((fault) => ({
        title: '',
        description: `Hei, meidän ${thing} ${fault} ja apua tarvitaan pian, kiitos.`,
        category: 'billing',
        priority: 'medium',
      })),
    ),
  ];
  const text = { title: '', description: 'Hei, meidän tulostin on rikki ja apua tarvitaan, kiitos.' };

  it('is answered after the team has decided on it', () => {
    expect(before.classify(text).explanation.code).toBe('foreign_language');
    const learnt = new LocalModel(adaptModel(base, finnish));
    expect(learnt.classify(text).decision).toEqual({ category: 'technical', priority: 'high' });
  });

  it('is not answered after a few decisions, and others are not at all', () => {
    const few = new LocalModel(adaptModel(base, [...decisions, ...finnish.slice(0, 10)]));
    expect(few.classify(text).explanation.code).toBe('foreign_language');
    const learnt = new LocalModel(adaptModel(base, finnish));
    const swedish = 'Jag kan inte logga in på mitt konto sedan igår.';
    expect(learnt.classify({ title: '', description: swedish }).explanation.code).toBe('foreign_language');
  });

  it('is not answered if the decisions follow no rule', () => {
    const classes = ['billing', 'technical', 'account', 'general'];
    const erratic = finnish.map((decision, at) => ({ ...decision, category: classes[(at * 7) % 4]! }));
    const learnt = new LocalModel(adaptModel(base, erratic));
    expect(learnt.classify(text).decision).toBeNull();
  });

  it('may have no spaces between words', () => {
    const things = ['プリンター', '画面', '端末', '電話', '回線', '機器'];
    const faults = ['が動きません', 'が壊れました', 'が起動しません', 'が止まりました', 'に接続できません'];
    const japanese = things.flatMap((thing) =>
      faults.map((fault) => ({
        title: '',
        description: `${thing}${fault}。助けてください。`,
        category: 'technical',
        priority: 'high',
      })),
    );
    const learnt = new LocalModel(adaptModel(base, japanese));
    expect(
      learnt.classify({ title: '', description: '電話が壊れました。助けてください。' }).decision,
    ).toEqual({
      category: 'technical',
      priority: 'high',
    });
  });
});
