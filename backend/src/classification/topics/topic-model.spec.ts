import { describe, expect, it } from 'vitest';
import { TOPIC_APPLY_AT } from '../../vocabulary/index.js';
import { matchTopicNames } from './topic-names.js';
import { MIN_TOPIC_DECISIONS, TopicModel, type TopicDecision } from './topic-model.js';
import { coverageOf, qualityByTopic } from './topic-quality.js';

const VPN = 1;
const REFUND = 2;

function decisions(perTopic: number): TopicDecision[] {
  return Array.from({ length: perTopic }, (_, i) => [
    { terms: ['wvpn', 'wtunnel', `wplace${i}`], topicId: VPN },
    { terms: ['wrefund', 'wmoney', `wshop${i}`], topicId: REFUND },
  ]).flat();
}

describe('a topic model', () => {
  it('predicts the topic of similar tickets, and none for other subjects', async () => {
    const model = await TopicModel.train(decisions(10));
    expect(model.predict(['wvpn', 'wtunnel', 'whotel'])?.topicId).toBe(VPN);
    expect(model.predict(['wrefund', 'wmoney'])?.topicId).toBe(REFUND);
    expect(model.predict(['wcanteen', 'wsoup'])).toBeNull();
  });

  it('abstains on a topic with few decisions', async () => {
    const model = await TopicModel.train(decisions(MIN_TOPIC_DECISIONS - 1));
    expect(model.predict(['wvpn', 'wtunnel'])).toBeNull();
    expect((await TopicModel.train([])).predict(['wvpn'])).toBeNull();
  });

  it('is more certain of a ticket with the words of a topic than of one with a single word in common', async () => {
    const model = await TopicModel.train(decisions(10));
    const same = model.predict(['wvpn', 'wtunnel'])!.probability;
    const other = model.predict(['wvpn', 'wcanteen', 'wsoup', 'wmenu'])!.probability;
    expect(same).toBeGreaterThan(TOPIC_APPLY_AT);
    expect(other).toBeLessThan(TOPIC_APPLY_AT);
  });

  it('judges each decision without itself', async () => {
    const random = Array.from({ length: 40 }, (_, i) => ({
      terms: [`wword${i}`, `wother${i}`],
      topicId: (i % 2) + 1,
    }));
    expect(coverageOf((await TopicModel.train(random)).outOfFold)).toBe(0);
    const learned = await TopicModel.train(decisions(10));
    expect(coverageOf(learned.outOfFold)).toBe(1);
    expect(qualityByTopic(learned.outOfFold).get(VPN)).toEqual({
      decisions: 10,
      suggested: 10,
      right: 10,
      confusedWith: [],
    });
  });
});

describe('topics by name', () => {
  const topics = [
    { id: VPN, name: new Set(['wvpn']), description: new Set(['wconnecting', 'woffice']) },
    { id: REFUND, name: new Set(['wmoney', 'wback']), description: new Set(['wreturned', 'wgoods']) },
  ];
  it('are found by their whole name, or two words of the description', () => {
    expect(matchTopicNames(topics, new Set(['wvpn', 'wdown']))?.topicId).toBe(VPN);
    expect(matchTopicNames(topics, new Set(['wmoney', 'wlost']))).toBeNull();
    expect(matchTopicNames(topics, new Set(['wreturned', 'wgoods']))?.topicId).toBe(REFUND);
  });

  it('are not chosen from several, nor with enough certainty to be applied', () => {
    expect(matchTopicNames(topics, new Set(['wconnecting', 'woffice', 'wreturned', 'wgoods']))).toBeNull();
    expect(matchTopicNames(topics, new Set(['wvpn']))!.probability).toBeLessThan(TOPIC_APPLY_AT);
  });
});
