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
import { RemoteFailure } from './remote-failure.js';
import type { Completion, Prompt, RemoteModel } from './remote-model.js';

export interface ResilienceOptions {
  /** The longest that one `ask` may take, retries included, however long its caller would wait. */
  deadlineMs: number;
  /** What each ticket after the first adds to it: their answers are written one after another. */
  deadlineMsPerTicket: number;
  /** This many outages in a row, with no answer between, open the breaker. */
  outagesUntilOpen: number;
  /** So many invalid answers in a row, on different calls and with no valid one between, begin to count as outages. */
  invalidAnswersUntilOutage: number;
  /** How long an open breaker waits before it lets one call through as a probe. */
  probeAfterMs: number;
  /** Tries after the first. */
  retries: number;
  /** The first wait between two tries; each later one is twice as long, and a random half of it is left out. */
  initialBackoffMs: number;
  maxBackoffMs: number;
  /** A call that its caller gave up sooner says nothing about the model. */
  minFairWaitMs: number;
  /** The most that a 429's delay keeps other calls away. */
  maxPauseMs: number;
}

/** Chosen by reasoning; the comments say what for. Specs shorten them. */
export const DEFAULT_RESILIENCE: Readonly<ResilienceOptions> = {
  // A flash model answers in about a second. A worker's slot held for longer than this is worth more than the answer,
  // since a fallback's suggestion is improved later anyway.
  deadlineMs: 20_000,
  // 400 tokens, the most that is allowed for an answer, at the 400 or so that a flash model writes in a second.
  deadlineMsPerTicket: 1_000,
  // Fewer would open on chance: with one call in ten failing, five in a row come once in 100,000 calls.
  outagesUntilOpen: 5,
  invalidAnswersUntilOutage: 10,
  // Six probes a minute cost nothing, and leave room for the sweep in "improved within a minute of its return".
  probeAfterMs: 10_000,
  // More would spend the quota that the other tickets need.
  retries: 2,
  initialBackoffMs: 500,
  maxBackoffMs: 2_000,
  // Three times what an answer usually takes, and below the 4 s that a person's suggestion waits by default.
  minFairWaitMs: 3_000,
  // A spent daily quota may name hours; the operator may raise it in a minute.
  maxPauseMs: 60_000,
};

/** What else there is to say of one call. */
export interface CallOptions<T> {
  /**
   * Looks at each answer that came, also where another try follows.
   * @throws RemoteFailure `invalid_answer` or `refused` where it is of no use
   */
  read: (completion: Completion) => Promise<T>;
  /** A model that breaks the schema once may keep to it the second time. */
  retryInvalid: boolean;
  /** How many tickets it is about; more are given more time. */
  tickets: number;
}

/**
 * Asks a remote model, and is careful with it: a deadline, a circuit breaker, a shared rate limit, retries.
 *
 * The breaker is this process's own. In the api it sees people's suggestions, in a worker the jobs, in the embedded
 * mode both. One call of `ask` is one success or failure to it, whatever its retries were.
 */
export class ResilientModel {
  private readonly logger = new Logger(ResilientModel.name);
  private readonly options: ResilienceOptions;
  private readonly breaker: CircuitBreakerPolicy;
  /** When the breaker last opened; null once it has closed. */
  private openedAt: number | null = null;
  /** Until when the provider asked, with a 429, to be left alone. */
  private pausedUntil = 0;
  private consecutiveInvalidAnswers = 0;

  constructor(
    readonly model: RemoteModel,
    private readonly limiter: RateLimiterAbstract,
    patience: Partial<ResilienceOptions> = {},
  ) {
    this.options = { ...DEFAULT_RESILIENCE, ...patience };
    this.breaker = circuitBreaker(
      handleWhen((error) => this.isOutage(error)),
      {
        breaker: new ConsecutiveBreaker(this.options.outagesUntilOpen),
        halfOpenAfter: this.options.probeAfterMs,
      },
    );
    this.watchBreaker();
  }

  /**
   * Whether a call may be tried now: neither the breaker nor a 429 forbids it. When a breaker is due for its probe this
   * is true although only the first call will get through.
   */
  get available(): boolean {
    return !this.isBroken && !this.isPaused;
  }

  /** @throws RemoteFailure */
  async ask<T>(prompt: Prompt, caller: AbortSignal, call: CallOptions<T>): Promise<T> {
    if (caller.aborted) throw this.timeoutAfter(0);
    const deadlineMs = this.options.deadlineMs + this.options.deadlineMsPerTicket * (call.tickets - 1);
    const state: CallState = { startedAt: Date.now(), deadlineMs, lastFailure: null };
    return rejectOnAbort(
      this.execute(prompt, caller, call, state),
      caller,
      () => state.lastFailure ?? this.timeoutSince(state),
    );
  }

  private async execute<T>(
    prompt: Prompt,
    caller: AbortSignal,
    call: CallOptions<T>,
    state: CallState,
  ): Promise<T> {
    // The breaker is asked first, so that an outage doesn't spend the quota, and again once the quota is granted,
    // since another call may have become the probe meanwhile: cockatiel would let this one wait for its outcome.
    this.requireAvailable();
    await this.consumeQuota();
    this.requireAvailable();

    // A probe belongs to everybody. Its caller may leave at a deadline of their own; the probe goes on, else callers
    // with little patience would keep the breaker open for those who have more. It is one request, without retries.
    const probing = this.breaker.state !== CircuitState.Closed;
    const deadline = AbortSignal.timeout(state.deadlineMs);
    const signal = probing ? deadline : AbortSignal.any([caller, deadline]);

    const answer = await this.breaker.execute(() =>
      this.withRetries(
        () => this.request(prompt, call, signal),
        { most: probing ? 0 : this.options.retries, invalid: call.retryInvalid },
        signal,
        state,
      ),
    );
    this.consecutiveInvalidAnswers = 0;
    return answer;
  }

  /** The policy is made for each call, since what it may still do depends on the call's own deadline. */
  private async withRetries<T>(
    request: () => Promise<T>,
    retries: { most: number; invalid: boolean },
    signal: AbortSignal,
    state: CallState,
  ): Promise<T> {
    const { maxBackoffMs, initialBackoffMs } = this.options;
    const backoff = new ExponentialBackoff({
      generator: halfJitterGenerator,
      initialDelay: initialBackoffMs,
      maxDelay: maxBackoffMs,
    });
    let invalidAnswers = 0;
    let quotaSpent = false;

    const isRetryable = (error: unknown): boolean => {
      const failure = toRemoteFailure(error);
      if (quotaSpent) return false;
      // A third try would only cost.
      if (failure.reason === 'invalid_answer') return retries.invalid && ++invalidAnswers <= 1;
      const resumesBy = Date.now() + (failure.retryAfterMs ?? 0) + maxBackoffMs;
      return failure.transient && resumesBy < state.startedAt + state.deadlineMs;
    };

    try {
      return await retry(handleWhen(isRetryable), {
        maxAttempts: retries.most,
        backoff: new DelegateBackoff<IRetryBackoffContext<unknown>, IBackoff<unknown>>(
          (context, previous) => {
            const step = previous ? previous.next(context) : backoff.next();
            // The jitter comes on top of the delay that the provider named: all who were told the same must not return at once.
            return { delay: (state.lastFailure?.retryAfterMs ?? 0) + step.duration, state: step };
          },
        ),
      }).execute(async ({ attempt }) => {
        if (attempt > 0) {
          // cockatiel's wait between tries doesn't end with the signal.
          if (signal.aborted) throw state.lastFailure ?? this.timeoutSince(state);
          quotaSpent = !(await this.tryConsumeQuota());
          if (quotaSpent) throw state.lastFailure ?? this.quotaExceeded();
        }
        try {
          return await request();
        } catch (error) {
          const failure = toRemoteFailure(error);
          // Cut off soon after a failure that was real: that failure is what there is to tell.
          if (failure.reason === 'timeout' && state.lastFailure && !this.isOutage(failure)) {
            throw state.lastFailure;
          }
          state.lastFailure = failure;
          this.applyRetryAfter(failure);
          throw failure;
        }
      }, signal);
    } catch (error) {
      const failure = toRemoteFailure(error);
      if (failure.reason === 'invalid_answer') this.consecutiveInvalidAnswers++;
      throw failure;
    }
  }

  private async request<T>(prompt: Prompt, call: CallOptions<T>, signal: AbortSignal): Promise<T> {
    const startedAt = Date.now();
    const timeout = (): RemoteFailure => this.timeoutAfter(Date.now() - startedAt);
    let completion: Completion;
    try {
      // A request that did not end with its signal would hold the breaker's probe for ever.
      completion = await rejectOnAbort(this.model.ask(prompt, signal), signal, timeout);
    } catch (error) {
      const failure = toRemoteFailure(error);
      throw failure.reason === 'timeout' ? timeout() : failure;
    }
    return call.read(completion);
  }

  /**
   * What opens the breaker: that nobody's ticket would be answered now. One ticket's refusal says nothing of the others,
   * nor does one invalid answer: a ticket can be written to cause it, and a few such tickets must not switch the model
   * off for all. A long run of them without a valid one is something else (a model that doesn't know our schema, a proxy's
   * login page), and each costs two requests and their tokens; hence the higher count.
   *
   * A caller's own deadline counts as an outage only when the model had a fair time to answer. So a short deadline can't
   * shut out the jobs that share the breaker, and yet in an api whose only calls are people's suggestions, a silent
   * model opens it, and the next ones needn't wait out their deadline.
   */
  private isOutage(error: unknown): boolean {
    const failure = toRemoteFailure(error);
    switch (failure.reason) {
      case 'unavailable':
      case 'rate_limited':
      case 'unauthorized':
        return true;
      case 'timeout':
        return (failure.waitedMs ?? 0) >= Math.min(this.options.minFairWaitMs, this.options.deadlineMs);
      case 'invalid_answer':
        return this.consecutiveInvalidAnswers >= this.options.invalidAnswersUntilOutage;
      default:
        return false;
    }
  }

  /** The quota is the key's: what one call is told holds for all. */
  private applyRetryAfter(failure: RemoteFailure): void {
    if (failure.retryAfterMs === null) return;
    const pause = Math.min(failure.retryAfterMs, this.options.maxPauseMs);
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + pause);
  }

  private get isPaused(): boolean {
    return Date.now() < this.pausedUntil;
  }

  private get isBroken(): boolean {
    if (this.breaker.state === CircuitState.HalfOpen) return true;
    return this.openedAt !== null && Date.now() - this.openedAt < this.options.probeAfterMs;
  }

  private requireAvailable(): void {
    if (this.isBroken)
      throw new RemoteFailure(
        'circuit_open',
        `${this.model.label} failed repeatedly and is left alone for a while`,
      );
    if (this.isPaused)
      throw new RemoteFailure('rate_limited', `${this.model.label} asked to be left alone for a while`);
  }

  private async consumeQuota(): Promise<void> {
    if (!(await this.tryConsumeQuota())) throw this.quotaExceeded();
  }

  private async tryConsumeQuota(): Promise<boolean> {
    if (this.isPaused) return false;
    try {
      // All processes draw on one quota, the key's.
      await this.limiter.consume(this.model.source);
      return true;
    } catch (denial) {
      // A limiter that is broken itself must not fail a classification; the provider has its own limit behind ours.
      return !(denial instanceof RateLimiterRes);
    }
  }

  /** Says once that an outage began and once that it ended, not at each probe between. */
  private watchBreaker(): void {
    this.breaker.onBreak((cause) => {
      if (this.openedAt === null) {
        const reason = 'error' in cause ? toRemoteFailure(cause.error).message : 'unknown';
        this.logger.warn(
          `${reason}. ${this.model.label} is paused and probed at intervals. The built-in model is used.`,
        );
      }
      this.openedAt = Date.now();
    });
    this.breaker.onReset(() => {
      this.openedAt = null;
      this.logger.log(`${this.model.label} is available again.`);
    });
  }

  private timeoutAfter(waitedMs: number): RemoteFailure {
    return new RemoteFailure('timeout', `${this.model.label} did not answer in time`, { waitedMs });
  }

  private timeoutSince(state: CallState): RemoteFailure {
    return this.timeoutAfter(Date.now() - state.startedAt);
  }

  private quotaExceeded(): RemoteFailure {
    return new RemoteFailure(
      'rate_limited',
      `The requests that may go to ${this.model.label} in a minute are used up`,
    );
  }
}

/** What one call has met so far. */
interface CallState {
  readonly startedAt: number;
  readonly deadlineMs: number;
  lastFailure: RemoteFailure | null;
}

/** Models throw sorted failures; cockatiel has some of its own, for a signal that aborts. */
function toRemoteFailure(error: unknown): RemoteFailure {
  if (error instanceof RemoteFailure) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError' || name === 'TimeoutError' || name === 'TaskCancelledError') {
    return new RemoteFailure('timeout', 'The model did not answer in time');
  }
  return new RemoteFailure('unavailable', 'The model could not be asked', { transient: true });
}

/** Rejects at once when the signal aborts; what `work` comes to afterwards is nobody's concern. */
export function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal, failure: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(failure());
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
