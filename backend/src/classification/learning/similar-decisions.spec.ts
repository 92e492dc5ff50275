import { describe, expect, it } from 'vitest';
import { bundledModel, TicketReader } from '@ticketiq/bundled-model';
import { DecisionIndex } from './similar-decisions.js';
import type { TeamDecision } from './team-decisions.repository.js';

const texts: [string, string, TeamDecision['category']][] = [
  ['Printer jams', 'The printer on the second floor jams with every page.', 'technical'],
  ['Invoice from a partner', 'Our partner Harlow has sent an invoice with the wrong address.', 'account'],
  ['Refund please', 'I sent the shoes back two weeks ago and wait for my refund.', 'billing'],
  ['Opening hours', 'Are you open on Sunday?', 'general'],
];
const index = await DecisionIndex.build(
  texts.map(([title, description, category], at) => ({
    id: at + 1,
    title,
    description,
    category,
    priority: 'medium',
    author: null,
    decider: 1,
  })),
  TicketReader.of(bundledModel()),
);

describe('DecisionIndex', () => {
  it('returns similar tickets with their decisions, most similar first', () => {
    const [first] = index.findSimilar('Invoice of our partner Selby\nThe partner sent his invoice too late.');
    expect(first).toEqual({
      title: 'Invoice from a partner',
      excerpt: 'Our partner Harlow has sent an invoice with the wrong address.',
      category: 'account',
      priority: 'medium',
    });
  });

  it('returns nothing if nothing is similar or decided', async () => {
    expect(index.findSimilar('Zebras gallop quietly.')).toEqual([]);
    const empty = await DecisionIndex.build([], TicketReader.of(bundledModel()));
    expect(empty.findSimilar('The printer jams.')).toEqual([]);
  });

  it('returns at most five excerpts without split surrogate pairs', async () => {
    const many = await DecisionIndex.build(
      Array.from({ length: 9 }, (_, at) => ({
        id: at + 1,
        title: `Printer ${at}`,
        description: `${'x'.repeat(299)}😀 printer`,
        category: 'technical',
        priority: 'low',
        author: null,
        decider: 1,
      })),
      TicketReader.of(bundledModel()),
    );
    const examples = many.findSimilar('printer');
    expect(examples.length).toBeLessThanOrEqual(5);
    for (const { excerpt } of examples) expect(excerpt.isWellFormed()).toBe(true);
  });

  it.each([
    ['a footer', (at: number) => `Printer ${at} jams. ${vocabulary(0, 400)}`],
    ['most of their words', (at: number) => vocabulary(at, 500)],
    ['every character', () => 'a b '.repeat(1000)],
  ])(
    'is built and searched in time if long texts share %s, without blocking the event loop',
    async (_, text) => {
      const long = Array.from({ length: 1000 }, (_, at) => ({
        id: at + 1,
        title: `Ticket ${at}`,
        description: text(at).slice(0, 4000),
        category: 'technical' as const,
        priority: 'low' as const,
        author: `author ${at}`,
        decider: 1,
      }));
      const reader = TicketReader.of(bundledModel());
      await DecisionIndex.build(long.slice(0, 100), reader);
      const quarter = (await cpuOf(() => DecisionIndex.build(long.slice(0, 250), reader))).microseconds;
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      const { result: index, microseconds: whole } = await cpuOf(() => DecisionIndex.build(long, reader));
      clearInterval(timer);
      const search = (await cpuOf(() => index.findSimilar(vocabulary(0, 3000)))).microseconds;
      // Linear: four times as much, where quadratic would be sixteen. A search costs as much as indexing a few tickets.
      expect(whole / quarter).toBeLessThan(8);
      expect(search / whole).toBeLessThan(0.05);
      expect(ticks).toBeGreaterThan(3);
    },
    120_000,
  );
});

/** Runs the work, and measures the processor time of the thread. */
async function cpuOf<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ result: Result; microseconds: number }> {
  const before = process.threadCpuUsage().user;
  const result = await work();
  return { result, microseconds: process.threadCpuUsage().user - before };
}

/** Creates a text of `count` words that may repeat. */
function vocabulary(from: number, count: number): string {
  return Array.from({ length: count }, (_, at) => `w${((from + at * 17) % 2000).toString(36)}q`).join(' ');
}
