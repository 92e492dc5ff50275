import { Injectable } from '@nestjs/common';
import { TOPIC_APPLY_AT, TOPIC_SHOW_AT } from '../../vocabulary/index.js';
import type { TopicQualityReport, TopicQualityView } from './dto/topic-quality.dto.js';
import type { ActiveTopic } from './topic-decisions.repository.js';
import { MIN_TOPIC_DECISIONS } from './topic-model.js';
import {
  coverageOf,
  forecastCoverage,
  MIN_FORECAST_DECISIONS,
  qualityByTopic,
  type TopicQuality,
} from './topic-quality.js';
import { TopicSuggestions, type LearnedTopics } from './topic-suggestions.js';

@Injectable()
export class TopicQualityService {
  private forecast: { of: LearnedTopics; coverage: Promise<number> } | undefined;

  constructor(private readonly suggestions: TopicSuggestions) {}

  async report(): Promise<TopicQualityReport> {
    const [topics, learned] = await Promise.all([this.suggestions.active(), this.suggestions.latest()]);
    const qualities = qualityByTopic(learned.model.outOfFold);
    const decisions = learned.decisions.filter(({ topicId }) => topicId !== null).length;
    return {
      results: topics.map((topic) => toView(topic, qualities.get(topic.id), topics)),
      apply_at: TOPIC_APPLY_AT,
      show_at: TOPIC_SHOW_AT,
      min_decisions: MIN_TOPIC_DECISIONS,
      decisions,
      coverage: decisions === 0 ? null : coverageOf(learned.model.outOfFold),
      forecast:
        decisions < MIN_FORECAST_DECISIONS
          ? null
          : { decisions: 2 * decisions, coverage: await this.forecastOf(learned) },
    };
  }

  /** Computed once per training. */
  private forecastOf(learned: LearnedTopics): Promise<number> {
    if (this.forecast?.of !== learned)
      this.forecast = { of: learned, coverage: forecastCoverage(learned.decisions, learned.model) };
    return this.forecast.coverage;
  }
}

function toView(
  { id, name }: ActiveTopic,
  quality: TopicQuality | undefined,
  topics: readonly ActiveTopic[],
): TopicQualityView {
  const { decisions = 0, suggested = 0, right = 0, confusedWith = [] } = quality ?? {};
  return {
    topic: { id, name },
    decisions,
    precision: suggested === 0 ? null : right / suggested,
    coverage: decisions === 0 ? null : right / decisions,
    confused_with: confusedWith.flatMap(({ topicId, tickets }) => {
      const other = topics.find((topic) => topic.id === topicId);
      return other ? [{ topic: { id: other.id, name: other.name }, tickets }] : [];
    }),
  };
}
