import { GoogleGenAI } from '@google/genai';
import { Logger } from '@nestjs/common';
import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  halfJitterGenerator,
  handleWhen,
  retry,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IRetryBackoffContext,
} from 'cockatiel';
import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Settings } from '../../config/settings.js';
import type { Classification, Classifier, TicketText } from '../classifier.js';
import { failureOf, GeminiFailure, readAnswer, type GeminiAnswer, type HttpAnswer } from './gemini-answer.js';
import { ANSWER_SCHEMA, PROMPT_VERSION, SYSTEM_INSTRUCTION, ticketMessage } from './prompt.js';

export interface GeminiPatience {
  /** The longest that one `classify` may take, retries included, however long its caller would wait. */
  deadlineMs: number;
  /** This many outages in a row, with no answer between, open the breaker. */
  outagesUntilOpen: number;
  /** So many invalid answers in a row, on different calls and with no valid one between, begin to count as outages. */
  invalidAnswersUntilOutage: number;
  /** How long an open breaker waits before it lets one call through as a probe. */
  probeAfterMs: number;
  /** Tries after the first. */
  retries: number;
  /** The first wait between two tries; each later one is twice as long, and a random half of it is left out. */
  firstBackoffMs: number;
  longestBackoffMs: number;
  /** A call that its caller gave up sooner says nothing about Gemini. */
  fairWaitMs: number;
  /** The most that a 429's delay keeps other calls away. */
  longestPauseMs: number;
}

/** Chosen by reasoning; the comments say what for. Specs shorten them. */
export const GEMINI_PATIENCE: Readonly<GeminiPatience> = {
  // A flash model answers in about a second. A worker's slot held for longer than this is worth more than the answer,
  // since a fallback's suggestion is improved later anyway.
  deadlineMs: 20_000,
  // Fewer would open on chance: with one call in ten failing, five in a row come once in 100,000 calls.
  outagesUntilOpen: 5,
  invalidAnswersUntilOutage: 10,
  // Six probes a minute cost nothing, and leave room for the sweep in "improved within a minute of Gemini's return".
  probeAfterMs: 10_000,
  // More would spend the quota that the other tickets need.
  retries: 2,
  firstBackoffMs: 500,
  longestBackoffMs: 2_000,
  // Three times what an answer usually takes, and below the 4 s that a person's suggestion waits by default.
  fairWaitMs: 3_000,
  // A spent daily quota may name hours; the operator may raise it in a minute.
  longestPauseMs: 60_000,
};

/** Bounds what a runaway answer costs. Ours has about 100 tokens; models that think count their thoughts in it. */
const MAX_OUTPUT_TOKENS = 4096;

/** Said here because the SDK would otherwise look for one in environment variables of its own. */
const GOOGLE_BASE_URL = 'https://generativelanguage.googleapis.com';

/** All processes draw on one quota, the key's. */
const QUOTA = 'gemini';

/**
 * Asks Gemini, and is careful with it: input limits, a deadline, a circuit breaker, a shared rate limit, retries.
 *
 * The breaker is this process's own. In the api it sees people's suggestions, in a worker the jobs, in the embedded
 * mode both. One call of `classify` is one success or failure to it, whatever its retries were.
 */
export class GeminiClassifier implements Classifier {
  private readonly logger = new Logger(GeminiClassifier.name);
  private readonly client: GoogleGenAI | null;
  private readonly patience: GeminiPatience;
  private readonly breaker: CircuitBreakerPolicy;
  /** When the breaker last opened; null once it has closed. */
  private openedAt: number | null = null;
  /** Until when Gemini asked, with a 429, to be left alone. */
  private pausedUntil = 0;
  private invalidAnswersInARow = 0;

  constructor(
    private readonly settings: Pick<Settings, 'GEMINI_API_KEY' | 'GEMINI_MODEL' | 'GEMINI_BASE_URL'>,
    private readonly limiter: RateLimiterAbstract,
    patience: Partial<GeminiPatience> = {},
  ) {
    this.patience = { ...GEMINI_PATIENCE, ...patience };
    this.client = settings.GEMINI_API_KEY
      ? new GoogleGenAI({
          apiKey: settings.GEMINI_API_KEY,
          vertexai: false,
          httpOptions: { baseUrl: settings.GEMINI_BASE_URL ?? GOOGLE_BASE_URL },
        })
      : null;
    this.breaker = circuitBreaker(
      handleWhen((error) => this.isOutage(error)),
      {
        breaker: new ConsecutiveBreaker(this.patience.outagesUntilOpen),
        halfOpenAfter: this.patience.probeAfterMs,
      },
    );
    this.watchBreaker();
  }

  /** Whether there is somebody to call. */
  get configured(): boolean {
    return this.client !== null;
  }

  /**
   * Whether a call may be tried now: a key is set, and neither the breaker nor a 429 forbids it. When a breaker is due
   * for its probe this is true although only the first call will get through.
   */
  get available(): boolean {
    return this.client !== null && !this.broken && !this.paused;
  }

  async classify(text: TicketText, signal: AbortSignal): Promise<Classification> {
    const client = this.client;
    if (!client) throw new GeminiFailure('not_configured', 'GEMINI_API_KEY is not set');
    if (signal.aborted) throw lateFor(0);

    const course: Course = { startedAt: Date.now(), lastFailure: null };
    return orAbort(
      this.ask(client, text, signal, course),
      signal,
      () => course.lastFailure ?? lateSince(course),
    );
  }

  private async ask(
    client: GoogleGenAI,
    text: TicketText,
    caller: AbortSignal,
    course: Course,
  ): Promise<Classification> {
    // The breaker is asked first, so that an outage doesn't spend the quota, and again once the quota is granted,
    // since another call may have become the probe meanwhile: cockatiel would let this one wait for its outcome.
    this.refuseIfUnavailable();
    await this.takeFromQuota();
    this.refuseIfUnavailable();

    // A probe belongs to everybody. Its caller may leave at a deadline of their own; the probe goes on, else callers
    // with little patience would keep the breaker open for those who have more. It is one request, without retries.
    const probing = this.breaker.state !== CircuitState.Closed;
    const deadline = AbortSignal.timeout(this.patience.deadlineMs);
    const signal = probing ? deadline : AbortSignal.any([caller, deadline]);

    const answer = await this.breaker.execute(() =>
      this.withRetries(
        () => this.request(client, text, signal),
        probing ? 0 : this.patience.retries,
        signal,
        course,
      ),
    );
    this.invalidAnswersInARow = 0;
    return {
      source: 'gemini',
      model: answer.model ?? this.settings.GEMINI_MODEL,
      promptVersion: PROMPT_VERSION,
      category: answer.category,
      priority: answer.priority,
      confidence: answer.confidence,
      rationale: answer.rationale,
      evidence: [],
      abstained: false,
      inputTokens: answer.inputTokens,
      outputTokens: answer.outputTokens,
      costUsd: null,
    };
  }

  /** The policy is made for each call, since what it may still do depends on the call's own deadline. */
  private async withRetries(
    request: () => Promise<GeminiAnswer>,
    retries: number,
    signal: AbortSignal,
    course: Course,
  ): Promise<GeminiAnswer> {
    const { deadlineMs, longestBackoffMs, firstBackoffMs } = this.patience;
    const backoff = new ExponentialBackoff({
      generator: halfJitterGenerator,
      initialDelay: firstBackoffMs,
      maxDelay: longestBackoffMs,
    });
    let invalidAnswers = 0;
    let quotaSpent = false;

    const worthAnother = (error: unknown): boolean => {
      const failure = failureOf(error);
      if (quotaSpent) return false;
      // A model that breaks the schema once may keep to it the second time; a third try would only cost.
      if (failure.reason === 'invalid_answer') return ++invalidAnswers <= 1;
      const resumesBy = Date.now() + (failure.retryAfterMs ?? 0) + longestBackoffMs;
      return failure.transient && resumesBy < course.startedAt + deadlineMs;
    };

    try {
      return await retry(handleWhen(worthAnother), {
        maxAttempts: retries,
        backoff: new DelegateBackoff<IRetryBackoffContext<unknown>, IBackoff<unknown>>(
          (context, previous) => {
            const step = previous ? previous.next(context) : backoff.next();
            // The jitter comes on top of the delay that Gemini named: all who were told the same must not return at once.
            return { delay: (course.lastFailure?.retryAfterMs ?? 0) + step.duration, state: step };
          },
        ),
      }).execute(async ({ attempt }) => {
        if (attempt > 0) {
          // cockatiel's wait between tries doesn't end with the signal.
          if (signal.aborted) throw course.lastFailure ?? lateSince(course);
          quotaSpent = !(await this.mayRequest());
          if (quotaSpent) throw course.lastFailure ?? outOfQuota();
        }
        try {
          return await request();
        } catch (error) {
          const failure = failureOf(error);
          // Cut off soon after a failure that was real: that failure is what there is to tell.
          if (failure.reason === 'timeout' && course.lastFailure && !this.isOutage(failure)) {
            throw course.lastFailure;
          }
          course.lastFailure = failure;
          this.heed(failure);
          throw failure;
        }
      }, signal);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.reason === 'invalid_answer') this.invalidAnswersInARow++;
      throw failure;
    }
  }

  private async request(client: GoogleGenAI, text: TicketText, signal: AbortSignal): Promise<GeminiAnswer> {
    const startedAt = Date.now();
    let http: HttpAnswer | undefined;
    const response = client.models.generateContent({
      model: this.settings.GEMINI_MODEL,
      contents: [{ role: 'user', parts: [{ text: ticketMessage(text) }] }],
      config: {
        systemInstruction: SYSTEM_INSTRUCTION,
        temperature: 0,
        maxOutputTokens: MAX_OUTPUT_TOKENS,
        responseMimeType: 'application/json',
        responseJsonSchema: ANSWER_SCHEMA,
        abortSignal: signal,
        httpOptions: {
          // The only way to an error's headers.
          fetch: async (input: string | URL | Request, init) => {
            const answer = await fetch(input, init);
            http = { status: answer.status, retryAfter: answer.headers.get('retry-after') };
            return answer;
          },
        },
      },
    });
    try {
      // A request that did not end with its signal would hold the breaker's probe for ever.
      return readAnswer(await orAbort(response, signal, () => lateFor(Date.now() - startedAt)));
    } catch (error) {
      const failure = failureOf(error, http);
      throw failure.reason === 'timeout' ? lateFor(Date.now() - startedAt) : failure;
    }
  }

  /**
   * What opens the breaker: that nobody's ticket would be answered now. One ticket's refusal says nothing of the others,
   * nor does one invalid answer: a ticket can be written to cause it, and a few such tickets must not switch Gemini off
   * for all. A long run of them without a valid one is something else (a model that doesn't know our schema, a proxy's
   * login page), and each costs two requests and their tokens; hence the higher count.
   *
   * A caller's own deadline counts as an outage only when Gemini had a fair time to answer. So a short deadline can't
   * shut out the jobs that share the breaker, and yet in an api whose only calls are people's suggestions, a silent
   * Gemini opens it, and the next ones needn't wait out their deadline.
   */
  private isOutage(error: unknown): boolean {
    const failure = failureOf(error);
    switch (failure.reason) {
      case 'unavailable':
      case 'rate_limited':
      case 'unauthorized':
        return true;
      case 'timeout':
        return (failure.waitedMs ?? 0) >= Math.min(this.patience.fairWaitMs, this.patience.deadlineMs);
      case 'invalid_answer':
        return this.invalidAnswersInARow >= this.patience.invalidAnswersUntilOutage;
      default:
        return false;
    }
  }

  /** The quota is the key's: what one call is told holds for all. */
  private heed(failure: GeminiFailure): void {
    if (failure.retryAfterMs === null) return;
    const pause = Math.min(failure.retryAfterMs, this.patience.longestPauseMs);
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + pause);
  }

  private get paused(): boolean {
    return Date.now() < this.pausedUntil;
  }

  private get broken(): boolean {
    if (this.breaker.state === CircuitState.HalfOpen) return true;
    return this.openedAt !== null && Date.now() - this.openedAt < this.patience.probeAfterMs;
  }

  private refuseIfUnavailable(): void {
    if (this.broken)
      throw new GeminiFailure('circuit_open', 'Gemini failed repeatedly and is left alone for a while');
    if (this.paused) throw new GeminiFailure('rate_limited', 'Gemini asked to be left alone for a while');
  }

  private async takeFromQuota(): Promise<void> {
    if (!(await this.mayRequest())) throw outOfQuota();
  }

  private async mayRequest(): Promise<boolean> {
    if (this.paused) return false;
    try {
      await this.limiter.consume(QUOTA);
      return true;
    } catch (denial) {
      // A limiter that is broken itself must not fail a classification; Gemini has its own limit behind ours.
      return !(denial instanceof RateLimiterRes);
    }
  }

  /** Says once that an outage began and once that it ended, not at each probe between. */
  private watchBreaker(): void {
    this.breaker.onBreak((cause) => {
      if (this.openedAt === null) {
        const why = 'error' in cause ? failureOf(cause.error).message : 'unknown';
        this.logger.warn(
          `${why}. Gemini is left alone and probed from time to time; the local model answers.`,
        );
      }
      this.openedAt = Date.now();
    });
    this.breaker.onReset(() => {
      this.openedAt = null;
      this.logger.log('Gemini answers again.');
    });
  }
}

/** What one call has met so far. */
interface Course {
  readonly startedAt: number;
  lastFailure: GeminiFailure | null;
}

function lateFor(waitedMs: number): GeminiFailure {
  return new GeminiFailure('timeout', 'Gemini did not answer in time', { waitedMs });
}

function lateSince(course: Course): GeminiFailure {
  return lateFor(Date.now() - course.startedAt);
}

function outOfQuota(): GeminiFailure {
  return new GeminiFailure('rate_limited', 'The requests that may go to Gemini in a minute are used up');
}

/** Rejects at once when the signal aborts; what `work` comes to afterwards is nobody's concern. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal, failure: () => GeminiFailure): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(failure());
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
