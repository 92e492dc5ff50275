import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledModel } from '@ticketiq/bundled-model';
import { seededRandom } from '../../../tools/evaluation/rows.ts';
import { trainModel, needsApproval } from './train-model.js';
import type { TeamDecision } from './team-decisions.repository.js';

const OUTAGES = [
  'The VPN is down',
  'The server is down for everybody',
  'Nobody in the office can connect',
  'The website is unreachable',
  'Production is down',
];

const demo = JSON.parse(
  readFileSync(new URL('../../demo/demo-tickets.json', import.meta.url), 'utf8'),
) as (Omit<TeamDecision, 'id' | 'author' | 'decider'> & { requester: { email: string } })[];
const past = demo.map(({ requester, ...text }, at): TeamDecision => ({
  ...text,
  id: at + 1,
  author: requester.email,
  decider: at % 3,
}));

/** Creates decisions of agents who accept outages as general/low without reading them. */
function careless(count: number): TeamDecision[] {
  const random = seededRandom(1);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const words = past.flatMap(({ description }) => description.split(' '));
  return Array.from({ length: count }, (_, at) => ({
    id: past.length + at + 1,
    title: pick(OUTAGES),
    description: `${pick(OUTAGES)}. ${Array.from({ length: 20 }, () => pick(words)).join(' ')}`,
    category: 'general' as const,
    priority: 'low' as const,
    author: `author ${at % 20}`,
    decider: at % 3,
  }));
}

const newestFirst = (decisions: TeamDecision[]): TeamDecision[] => decisions.sort((a, b) => b.id - a.id);

describe('trained model', () => {
  it('is compared with the approved model, so that small steps cannot add up', () => {
    const base = bundledModel();
    const train = (current: typeof base, approved: typeof base) =>
      trainModel({
        base,
        current,
        approved,
        decisions: newestFirst([...past, ...careless(30)]),
        name: 'next',
      });
    const current = train(base, base).file;
    expect(needsApproval(train(current, base).impact)).toBe(true);
    expect(needsApproval(train(current, current).impact)).toBe(false);
  }, 120_000);
});
