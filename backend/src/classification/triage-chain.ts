import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import {
  DEFAULT_CATEGORY,
  DEFAULT_PRIORITY,
  NO_MODEL,
  TOPIC_APPLY_AT,
  formatTopicRationale,
  type TriageSource,
} from '../vocabulary/index.js';
import { CLASSIFIER_CALLED, type ClassifierCalled } from './classifier-called.event.js';
import {
  ClassifierUnavailable,
  type Classification,
  type DegradedReason,
  type SuggestedTopic,
  type TicketText,
} from './classifier.js';
import { TextReader } from './text-analysis/text-reader.js';
import { TopicSuggestions } from './topics/topic-suggestions.js';
import { RemoteClassifier } from './remote/remote-classifier.js';

/** An answer of the chain. `degradedReason` says why the remote model did not answer; null if it did. */
export interface TriageAnswer extends Classification {
  degradedReason: DegradedReason | null;
  latencyMs: number;
}

/** Asks the remote model, then the local model, then defaults to general/medium: there is always an answer. */
@Injectable()
export class TriageChain {
  private readonly logger = new Logger(TriageChain.name);

  constructor(
    private readonly remote: RemoteClassifier,
    private readonly reader: TextReader,
    private readonly events: EventEmitter2,
    private readonly topics?: TopicSuggestions,
  ) {}

  /** False if the remote model is not configured, its circuit breaker is open, or the daily budget is spent. */
  get remoteAvailable(): boolean {
    return this.remote.isAvailable;
  }

  get remoteSource(): TriageSource {
    return this.remote.source;
  }

  /** Whether a source can be asked directly. */
  canAnswer(source: TriageSource): boolean {
    return source === 'local' || (source === this.remote.source && this.remote.isConfigured);
  }

  /** Answers of one source without a fallback, in the order of the texts. */
  async askAll(
    source: TriageSource,
    texts: readonly TicketText[],
    signal: AbortSignal,
  ): Promise<(TriageAnswer | ClassifierUnavailable)[]> {
    if (source !== 'local') return this.askRemoteAll(texts, signal);
    return Promise.all(
      texts.map(async (text) => {
        const started = performance.now();
        try {
          const answer = await this.withTopic(await this.reader.classify(text), text);
          return { ...answer, degradedReason: null, latencyMs: elapsedMs(started) };
        } catch (error) {
          if (error instanceof ClassifierUnavailable) return error;
          throw error;
        }
      }),
    );
  }

  /** Classifies one text. After the signal aborts, a fallback answers. Never throws. */
  async classify(text: TicketText, signal: AbortSignal): Promise<TriageAnswer> {
    const started = performance.now();
    try {
      return await this.askRemote(text, signal);
    } catch (error) {
      return this.fallBack(text, reasonOf(error), started);
    }
  }

  /** Like {@link classify}, with few calls for many tickets. Answers are in the order of the texts. */
  async classifyAll(texts: readonly TicketText[], signal: AbortSignal): Promise<TriageAnswer[]> {
    const [only] = texts;
    if (only && texts.length === 1) return [await this.classify(only, signal)];
    const started = performance.now();
    const answers = await this.askRemoteAll(texts, signal);
    return Promise.all(
      answers.map(async (answer, i) =>
        answer instanceof Error ? this.fallBack(texts[i]!, reasonOf(answer), started) : answer,
      ),
    );
  }

  /** Answers with a fallback while the remote model's answer is pending. */
  answerWithFallback(text: TicketText): Promise<TriageAnswer> {
    return this.fallBack(text, 'timeout', performance.now());
  }

  /**
   * Asks the remote model without a fallback.
   * @throws ClassifierUnavailable
   */
  async askRemote(text: TicketText, signal: AbortSignal): Promise<TriageAnswer> {
    const started = performance.now();
    try {
      const answer = await this.remote.classify(text, signal);
      this.emitCall(started, answer);
      return { ...answer, degradedReason: null, latencyMs: elapsedMs(started) };
    } catch (error) {
      this.emitFailure(started, error);
      throw error;
    }
  }

  /** Asks the remote model for several texts without a fallback. Outcomes are in the order of the texts. */
  async askRemoteAll(
    texts: readonly TicketText[],
    signal: AbortSignal,
  ): Promise<(TriageAnswer | ClassifierUnavailable)[]> {
    const started = performance.now();
    const outcomes = await this.remote.classifyAll(texts, signal);
    return outcomes.map((outcome) => {
      if (outcome instanceof ClassifierUnavailable) {
        this.emitFailure(started, outcome);
        return outcome;
      }
      this.emitCall(started, outcome);
      return { ...outcome, degradedReason: null, latencyMs: elapsedMs(started) };
    });
  }

  private async fallBack(
    text: TicketText,
    insteadOfRemote: DegradedReason,
    requestedAt: number,
  ): Promise<TriageAnswer> {
    const started = performance.now();
    try {
      const answer = await this.withTopic(await this.reader.classify(text), text);
      this.emitCall(started, { ...answer, insteadOfRemote });
      return { ...answer, degradedReason: insteadOfRemote, latencyMs: elapsedMs(requestedAt) };
    } catch (error) {
      const failure = reasonOf(error);
      this.logger.error({ err: error }, 'The bundled model failed');
      this.emitCall(started, { source: 'local', failure });
      this.emitCall(performance.now(), { ...DEFAULT_CLASSIFICATION, insteadOfRemote });
      // The text must be analyzed for the remote model as well, so a later request would fail the same way.
      const degradedReason = failure === 'analysis_timeout' ? failure : insteadOfRemote;
      return { ...DEFAULT_CLASSIFICATION, degradedReason, latencyMs: elapsedMs(requestedAt) };
    }
  }

  /** Adds a topic to the local model's answer, which is complete without one. */
  private async withTopic(answer: Classification, text: TicketText): Promise<Classification> {
    try {
      const topic = await this.topics?.suggest(text);
      return topic ? combineWithTopic(answer, topic) : answer;
    } catch (error) {
      this.logger.warn({ err: error }, 'Topics could not be suggested');
      return answer;
    }
  }

  private emitFailure(started: number, error: unknown): void {
    const failure = reasonOf(error);
    // Without a configured model, no call was made.
    if (failure !== 'not_configured') this.emitCall(started, { source: this.remote.source, failure });
  }

  private emitCall(
    started: number,
    outcome: Pick<ClassifierCalled, 'source'> & Partial<ClassifierCalled>,
  ): void {
    const {
      source,
      failure = null,
      insteadOfRemote = null,
      inputTokens = null,
      outputTokens = null,
    } = outcome;
    const latencyMs = performance.now() - started;
    const call: ClassifierCalled = { source, latencyMs, failure, insteadOfRemote, inputTokens, outputTokens };
    this.events.emit(CLASSIFIER_CALLED, call);
  }
}

/** Confidence of an answer whose category follows from its topic alone: enough to show it, not to apply it. */
const BY_TOPIC_ALONE = 0.5;

/**
 * A topic that is likely enough to be applied decides the category. Any other is only suggested if it belongs to the
 * category of the answer.
 */
function combineWithTopic(answer: Classification, topic: SuggestedTopic): Classification {
  if (!answer.abstained && topic.category === answer.category) return { ...answer, topic };
  if (topic.confidence < TOPIC_APPLY_AT) return answer;
  return {
    ...answer,
    category: topic.category,
    topic,
    abstained: false,
    confidence: answer.abstained ? BY_TOPIC_ALONE : Math.min(answer.confidence, topic.confidence),
    rationale: formatTopicRationale(topic.category, topic.name),
    evidence: [],
  };
}

function elapsedMs(started: number): number {
  return Math.round(performance.now() - started);
}

/** Reason of a classifier's failure; `unavailable` for unexpected errors. */
export function reasonOf(error: unknown): DegradedReason {
  return error instanceof ClassifierUnavailable ? error.reason : 'unavailable';
}

/** Stored if no classifier can answer: the ticket needs manual triage. */
export const DEFAULT_CLASSIFICATION: Classification = {
  source: 'default',
  model: 'default',
  promptVersion: null,
  category: DEFAULT_CATEGORY,
  priority: DEFAULT_PRIORITY,
  confidence: 0,
  rationale: NO_MODEL,
  evidence: [],
  abstained: true,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
};
