import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adaptModel, bundledModel, learnFromDecisions, LocalModel } from '@ticketiq/bundled-model';
import { seededRandom } from '../../../tools/evaluation/rows.ts';
import { CATEGORIES, PRIORITIES } from '../../vocabulary/index.js';

interface LabelledTicket {
  title: string;
  description: string;
  category: string;
  priority: string;
}

const base = bundledModel();
const bundled = new LocalModel(base);
const demo = JSON.parse(
  readFileSync(new URL('../../demo/demo-tickets.json', import.meta.url), 'utf8'),
) as LabelledTicket[];
const everyday = readFileSync(
  new URL('../../../tools/model-training/held-out.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as LabelledTicket);

function accuracy(
  model: LocalModel,
  target: 'category' | 'priority',
  tickets: readonly LabelledTicket[],
): number {
  return (
    tickets.filter((ticket) => model.classify(ticket).decision?.[target] === ticket[target]).length /
    tickets.length
  );
}

/** Replaces a share of the decisions by random ones. */
function withSlips(tickets: readonly LabelledTicket[], share: number, seed: number): LabelledTicket[] {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return tickets.map((ticket) => ({
    ...ticket,
    category: random() < share ? pick(CATEGORIES) : ticket.category,
    priority: random() < share ? pick(PRIORITIES) : ticket.priority,
  }));
}

describe('a team that decides like the bundled model', () => {
  const agreed = demo.map((ticket) => ({ ...ticket, ...bundled.classify(ticket).decision }));

  it.each([
    ['a quarter of slips', 0.25, 100],
    ['a quarter of slips', 0.25, 300],
    ['labels at random', 1, 50],
    ['labels at random', 1, 200],
  ])(
    'changes nothing with %s (%f, %i decisions)',
    (_, share, count) => {
      for (const seed of [1, 2]) {
        const { category, priority } = learnFromDecisions(
          base,
          withSlips(agreed.slice(0, count), share, seed),
        );
        expect([category.chosen, priority.chosen]).toEqual(['bundled', 'bundled']);
      }
    },
    120_000,
  );
});

describe('everyday tickets', () => {
  let narrow: LocalModel;
  beforeAll(() => {
    const invoices = JSON.parse(
      readFileSync(
        new URL('../../../tools/learning-simulation/partner-invoices.json', import.meta.url),
        'utf8',
      ),
    ) as [string, string][];
    const PARTNERS = [
      'Ashdown',
      'Birling',
      'Cuckmere',
      'Ditchling',
      'Exceat',
      'Firle',
      'Glynde',
      'Hove',
      'Iford',
      'Jevington',
    ];
    const decisions = Array.from({ length: 400 }, (_, at) => {
      const [title, description] = invoices[at % invoices.length]!;
      const partner = PARTNERS[Math.floor(at / invoices.length)]!;
      return {
        title,
        description: `${description} Sent by ${partner}.`,
        category: 'account',
        priority: 'high',
      };
    });
    narrow = new LocalModel(adaptModel(base, decisions));
  }, 120_000);

  it.each(['category', 'priority'] as const)(
    'keep their %s after 400 decisions of a team with one subject',
    (target) => {
      const ticket = { title: '', description: 'The invoice of our partner Halden is wrong.' };
      expect(narrow.classify(ticket).decision).toEqual({ category: 'account', priority: 'high' });
      expect(accuracy(narrow, target, everyday)).toBeGreaterThanOrEqual(
        accuracy(bundled, target, everyday) - 0.01,
      );
    },
  );

  it('keep their answers after the decisions of the demo', () => {
    const learnt = new LocalModel(adaptModel(base, demo));
    for (const target of ['category', 'priority'] as const)
      expect(accuracy(learnt, target, everyday)).toBeGreaterThanOrEqual(
        accuracy(bundled, target, everyday) - 0.01,
      );
    const { decision } = learnt.classify({
      title: 'VPN down',
      description: 'My internet is down and I cannot access the VPN.',
    });
    expect(decision?.category).toBe('technical');
  }, 120_000);
});
