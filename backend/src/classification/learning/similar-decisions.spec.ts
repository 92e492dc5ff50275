import { describe, expect, it } from 'vitest';
import { lexiconIndex } from '../local/features.js';
import { boxedModel } from '../local/local-classifier.js';
import { Memory } from './similar-decisions.js';
import type { TeamDecision } from './team-decisions.js';

const texts: [string, string, TeamDecision['category']][] = [
  ['Printer jams', 'The printer on the second floor jams with every page.', 'technical'],
  ['Invoice from a partner', 'Our partner Harlow has sent an invoice with the wrong address.', 'account'],
  ['Refund please', 'I sent the shoes back two weeks ago and wait for my refund.', 'billing'],
  ['Opening hours', 'Are you open on Sunday?', 'general'],
];
const memory = new Memory(
  texts.map(([title, description, category], at) => ({
    id: at + 1,
    title,
    description,
    category,
    priority: 'medium',
  })),
  lexiconIndex(boxedModel().lexicon),
);

describe('past decisions on tickets that read alike', () => {
  it('come with what the team decided, the most alike first', () => {
    const [first] = memory.alike('Invoice of our partner Selby\nThe partner sent his invoice too late.');
    expect(first).toEqual({
      title: 'Invoice from a partner',
      excerpt: 'Our partner Harlow has sent an invoice with the wrong address.',
      category: 'account',
      priority: 'medium',
    });
  });

  it('are none where nothing is alike, or nothing was decided', () => {
    expect(memory.alike('Zebras gallop quietly.')).toEqual([]);
    expect(new Memory([], lexiconIndex(boxedModel().lexicon)).alike('The printer jams.')).toEqual([]);
  });

  it('stop at five, and end in whole characters', () => {
    const many = new Memory(
      Array.from({ length: 9 }, (_, at) => ({
        id: at + 1,
        title: `Printer ${at}`,
        description: `${'x'.repeat(299)}😀 printer`,
        category: 'technical',
        priority: 'low',
      })),
      lexiconIndex(boxedModel().lexicon),
    );
    const alike = many.alike('printer');
    expect(alike.length).toBeLessThanOrEqual(5);
    for (const { excerpt } of alike) expect(excerpt.isWellFormed()).toBe(true);
  });
});
