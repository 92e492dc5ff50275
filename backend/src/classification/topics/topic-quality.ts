import { TOPIC_APPLY_AT } from '../../vocabulary/index.js';
import { TopicModel, type EvaluatedDecision, type TopicDecision } from './topic-model.js';

/** Figures of one topic, out of fold: of models that were not trained on the ticket that they answer. */
export interface TopicQuality {
  decisions: number;
  /** Decisions that the topic was suggested for with enough confidence to apply it. */
  suggested: number;
  /** Those of `suggested` on which agents chose the topic. */
  right: number;
  /** Other topics that the best guess is confused with in either direction, the most frequent first. */
  confusedWith: { topicId: number; tickets: number }[];
}

/** Decisions on all topics before a forecast is made. */
export const MIN_FORECAST_DECISIONS = 40;
const MAX_CONFUSED = 3;

export function qualityByTopic(evaluated: readonly EvaluatedDecision[]): Map<number, TopicQuality> {
  const qualities = new Map<number, TopicQuality>();
  const confused = new Map<number, Map<number, number>>();
  const of = (topicId: number): TopicQuality => {
    const known = qualities.get(topicId);
    if (known) return known;
    const created = { decisions: 0, suggested: 0, right: 0, confusedWith: [] };
    qualities.set(topicId, created);
    return created;
  };
  const confuse = (a: number, b: number): void => {
    const counts = confused.get(a) ?? new Map<number, number>();
    confused.set(a, counts.set(b, (counts.get(b) ?? 0) + 1));
  };
  for (const { topicId, predicted } of evaluated) {
    if (topicId !== null) of(topicId).decisions += 1;
    if (!predicted) continue;
    const isRight = predicted.topicId === topicId;
    if (predicted.probability >= TOPIC_APPLY_AT) {
      const quality = of(predicted.topicId);
      quality.suggested += 1;
      if (isRight) quality.right += 1;
    }
    if (isRight || topicId === null) continue;
    confuse(topicId, predicted.topicId);
    confuse(predicted.topicId, topicId);
  }
  for (const [topicId, counts] of confused) {
    of(topicId).confusedWith = [...counts]
      .map(([other, tickets]) => ({ topicId: other, tickets }))
      .sort((a, b) => b.tickets - a.tickets || a.topicId - b.topicId)
      .slice(0, MAX_CONFUSED);
  }
  return qualities;
}

/** Share of the decisions on topics that are given the right topic with enough confidence to apply it. */
export function coverageOf(evaluated: readonly EvaluatedDecision[]): number {
  const onTopic = evaluated.filter(({ topicId }) => topicId !== null);
  const covered = onTopic.filter(
    ({ topicId, predicted }) =>
      predicted !== null && predicted.topicId === topicId && predicted.probability >= TOPIC_APPLY_AT,
  );
  return onTopic.length === 0 ? 0 : covered.length / onTopic.length;
}

/**
 * Coverage to expect of twice the decisions: coverage rises by about as much again as it did from half of them (a straight
 * line over the logarithm of the decisions). docs/topics.md states the error that was measured.
 */
export async function forecastCoverage(
  decisions: readonly TopicDecision[],
  model: TopicModel,
): Promise<number> {
  const now = coverageOf(model.outOfFold);
  // Every second decision: a sample over the whole time.
  const half = await TopicModel.train(decisions.filter((_, position) => position % 2 === 0));
  return Math.min(1, Math.max(now, 2 * now - coverageOf(half.outOfFold)));
}
