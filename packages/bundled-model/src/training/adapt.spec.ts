import { describe, expect, it } from 'vitest';
import { bundledModel, LocalModel } from '../local-model.ts';
import { adaptModel } from './adapt.ts';

const base = bundledModel();

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

describe('adaptModel', () => {
  const learnt = new LocalModel(adaptModel(base, decisions, { name: 'team-1' }));
  const before = new LocalModel(base);

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

  it('is deterministic, and returns the base without decisions', () => {
    expect(adaptModel(base, decisions, { name: 'team-1' })).toEqual(learnt.file);
    expect(adaptModel(base, [], { name: base.name })).toEqual(base);
  });

  it('throws for a decision with an unknown class', () => {
    expect(() => adaptModel(base, [{ ...decisions[0]!, category: 'weather' }])).toThrow('class');
  });
});
