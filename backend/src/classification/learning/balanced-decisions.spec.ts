import { describe, expect, it } from 'vitest';
import { balanceDecisions } from './balanced-decisions.js';
import type { TeamDecision } from './team-decisions.repository.js';

let id = 0;
const WORDS =
  'one of many words that no other text in here has since each is made of letters by chance'.split(' ');

/** Creates decisions whose texts have no words in common. */
function decisions(
  count: number,
  fields: (at: number) => Partial<TeamDecision> = () => ({}),
): TeamDecision[] {
  return Array.from({ length: count }, (_, at) => {
    id += 1;
    const letters = Array.from(String(id * 7919), (digit) => 'abcdefghij'[Number(digit)]!).join('');
    return {
      id,
      title: `Ticket ${letters}`,
      description: WORDS.map(
        (word, place) => `${word}${letters.slice(place % letters.length)}x${place}${letters}`,
      ).join(' '),
      category: 'general',
      priority: 'low',
      author: null,
      decider: 1,
      ...fields(at),
    };
  });
}

const countBy = (author: string, among: TeamDecision[]): number =>
  among.filter((decision) => decision.author === author).length;

describe('training set', () => {
  it('limits each of many authors to a twentieth, the newest first', () => {
    const crowd = decisions(600, (at) => ({ author: `author ${at % 200}` }));
    const flood = decisions(400, () => ({ author: 'flood' }));
    const { training } = balanceDecisions([...flood, ...crowd]);
    expect(countBy('flood', training)).toBeGreaterThan(10);
    expect(countBy('flood', training)).toBeLessThanOrEqual(training.length / 20);
    expect(countBy('author 7', training)).toBe(countBy('author 7', crowd));
    const first = flood.slice(0, countBy('flood', training));
    expect(training.filter(({ author }) => author === 'flood')).toEqual(first);
  });

  it('limits each of few authors to ten', () => {
    const { training } = balanceDecisions(decisions(200, (at) => ({ author: `author ${at % 4}` })));
    expect(training).toHaveLength(40);
  });

  it("includes all decisions about agents' own texts", () => {
    expect(balanceDecisions(decisions(200)).training).toHaveLength(200);
  });

  it('limits each of several agents to a half', () => {
    const { training } = balanceDecisions(decisions(1500, (at) => ({ decider: at % 5 === 0 ? 2 : 1 })));
    expect(training.filter(({ decider }) => decider === 1)).toHaveLength(300);
    expect(training.filter(({ decider }) => decider === 2)).toHaveLength(300);
  });

  it.each([
    [
      'identical texts',
      (at: number) => ({ title: 'VPN down', description: `Nobody in office ${at} can connect.` }),
    ],
    [
      'texts that differ in one word',
      (at: number) => ({
        title: 'VPN down',
        description: `Nobody in the whole office can connect to the network since this morning ${'abcdefghijklmnopqrst'[at % 20]!}.`,
      }),
    ],
  ])('limits decisions on %s to ten, regardless of author', (_name, text) => {
    const copies = decisions(100, (at) => ({ author: `author ${at}`, ...text(at) }));
    const { training } = balanceDecisions([...copies, ...decisions(50)]);
    expect(training.filter(({ title }) => title === 'VPN down')).toHaveLength(10);
  });
});

describe('evaluation set', () => {
  it('excludes authors whose decisions were limited in training', () => {
    const crowd = decisions(300, (at) => ({ author: `author ${at % 100}` }));
    const flood = decisions(400, (at) => ({ author: `flood ${at % 4}` }));
    const { training, evaluated } = balanceDecisions([...flood, ...crowd]);
    expect(training.some(({ author }) => author?.startsWith('flood'))).toBe(true);
    expect(evaluated).toEqual(training.filter(({ author }) => !author?.startsWith('flood')));
  });

  it('includes all authors if too few decisions remain without those', () => {
    const { training, evaluated } = balanceDecisions(
      decisions(200, (at) => ({ author: `author ${at % 4}` })),
    );
    expect(evaluated).toEqual(training);
  });
});
