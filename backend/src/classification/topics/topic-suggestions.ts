import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isComparedTerm, TicketReader } from '@ticketiq/bundled-model';
import { timeSlices } from '../../common/time-slices.js';
import { TOPIC_SHOW_AT } from '../../vocabulary/index.js';
import type { SuggestedTopic, TicketText } from '../classifier.js';
import { ThreadedTextReader } from '../text-analysis/text-reader.js';
import { readActiveTopics, readTopicDecisions, type ActiveTopic } from './topic-decisions.repository.js';
import { matchTopicNames, type NamedTopic } from './topic-names.js';
import { MIN_TOPIC_DECISIONS, TopicModel, type TopicDecision } from './topic-model.js';

/** Milliseconds after which topics and decisions are read again on the next request. */
const TOPICS_AGE_MS = 2_000;
const DECISIONS_AGE_MS = { few: 5_000, many: 60_000 };
/** Up to this many decisions, training takes less than 0.2 seconds. */
const FEW_DECISIONS = 400;
/** Milliseconds after which reading texts yields to the event loop. */
const SLICE_MS = 10;
/** The subject of a ticket is usually at the beginning. */
const READ_CHARACTERS = 2_000;

/** Active topics, for the prompts of remote models. */
export abstract class TopicSource {
  /** By name. */
  abstract active(): Promise<readonly ActiveTopic[]>;
}

/** A trained model with the decisions that it was trained on. */
export interface LearnedTopics {
  model: TopicModel;
  decisions: readonly TopicDecision[];
}

/**
 * Suggests topics without a remote model: by the team's decisions or, for a topic with few of them, by the words of its
 * name and description.
 */
@Injectable()
export class TopicSuggestions extends TopicSource {
  private readonly topics = new Cached(
    () => TOPICS_AGE_MS,
    () => this.readTopics(),
  );
  private readonly learned = new Cached(
    (last?: LearnedTopics) =>
      last && last.decisions.length > FEW_DECISIONS ? DECISIONS_AGE_MS.many : DECISIONS_AGE_MS.few,
    () => this.learn(),
  );
  /** Terms by text, of the last training. */
  private terms = new Map<string, readonly string[]>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: ThreadedTextReader,
  ) {
    super();
  }

  async active(): Promise<readonly ActiveTopic[]> {
    return (await this.topics.get()).map(({ topic }) => topic);
  }

  /** Null if no topic is likely enough. */
  async suggest(text: TicketText): Promise<SuggestedTopic | null> {
    const topics = await this.topics.get();
    if (topics.length === 0) return null;
    const { model } = await this.learned.get();
    const features = this.featuresOf(text);
    const predicted = model.predict([...features].filter((feature) => isComparedTerm(feature)));
    const isLikely = predicted !== null && predicted.probability >= TOPIC_SHOW_AT;
    const fewDecisions = topics.filter(({ topic }) => model.decisionsOn(topic.id) < MIN_TOPIC_DECISIONS);
    const best = isLikely
      ? predicted
      : matchTopicNames(
          fewDecisions.map(({ named }) => named),
          features,
        );
    const topic = topics.find(({ topic: { id } }) => id === best?.topicId)?.topic;
    return topic && best
      ? { id: topic.id, name: topic.name, category: topic.category, confidence: best.probability }
      : null;
  }

  /** The model and its decisions, up to a minute old. */
  latest(): Promise<LearnedTopics> {
    return this.learned.get();
  }

  private async learn(): Promise<LearnedTopics> {
    const decided = await readTopicDecisions(this.dataSource.manager);
    const terms = new Map<string, readonly string[]>();
    const decisions: TopicDecision[] = [];
    for await (const [, { title, description, topicId }] of timeSlices(decided, SLICE_MS)) {
      const key = `${title}\n${description}`;
      const own =
        this.terms.get(key) ??
        [...this.featuresOf({ title, description })].filter((feature) => isComparedTerm(feature));
      terms.set(key, own);
      decisions.push({ terms: own, topicId });
    }
    this.terms = terms;
    return { model: await TopicModel.train(decisions), decisions };
  }

  private async readTopics(): Promise<{ topic: ActiveTopic; named: NamedTopic }[]> {
    const topics = await readActiveTopics(this.dataSource.manager);
    return topics.map((topic) => ({
      topic,
      named: {
        id: topic.id,
        name: this.featuresOf({ title: '', description: topic.name }),
        description: this.featuresOf({ title: '', description: topic.description }),
      },
    }));
  }

  private featuresOf({ title, description }: TicketText): Set<string> {
    return TicketReader.of(this.reader.model).featuresOf(title, description.slice(0, READ_CHARACTERS));
  }
}

/** A value that is loaded again on the next request after some time. Until then, and if loading fails, the old one is used. */
class Cached<Value> {
  private value: Value | undefined;
  private loading: Promise<Value> | undefined;
  private loadedAt = -Infinity;

  constructor(
    private readonly maxAgeMs: (last?: Value) => number,
    private readonly load: () => Promise<Value>,
  ) {}

  async get(): Promise<Value> {
    const isOld = performance.now() - this.loadedAt > this.maxAgeMs(this.value);
    if (isOld && !this.loading) {
      this.loading = this.load();
      void this.loading
        .then((value) => {
          this.value = value;
          this.loadedAt = performance.now();
        })
        // Callers that wait for it get the error, and the next call retries.
        .catch(() => undefined)
        .finally(() => (this.loading = undefined));
    }
    return this.value ?? (await this.loading!);
  }
}
