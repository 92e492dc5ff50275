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

/** Limits of {@link ResilientModel}; names with `Ms` are in milliseconds. Defaults: {@link DEFAULT_RESILIENCE}. */
export interface ResilienceOptions {
  /** Deadline of one `ask` including retries, regardless of its caller's deadline. */
  deadlineMs: number;
  /** Added for each ticket after the first, because answers are written one after another. */
  deadlineMsPerTicket: number;
  /** Consecutive outages that open the breaker. */
  outagesUntilOpen: number;
  /** Consecutive invalid answers in different calls after which further ones count as outages. */
  invalidAnswersUntilOutage: number;
  /** Time after which an open breaker lets one call through as a probe. */
  probeAfterMs: number;
  /** Retries after the first attempt. */
  retries: number;
  /** First wait between two attempts. Doubled for each retry, with half of it as random jitter. */
  initialBackoffMs: number;
  maxBackoffMs: number;
  /** A call aborted by its caller before this time does not count as an outage. */
  minFairWaitMs: number;
  /** Maximum time for which a 429 pauses other calls. */
  maxPauseMs: number;
}

/** Defaults, estimated as explained below. Durations in milliseconds. */
export const DEFAULT_RESILIENCE: Readonly<ResilienceOptions> = {
  // A flash model answers in about a second. A worker slot is worth more than an answer that takes longer than this,
  // since a fallback's suggestion is improved later anyway.
  deadlineMs: 20_000,
  // An answer of 400 tokens, the maximum, at about 400 tokens per second.
  deadlineMsPerTicket: 1_000,
  // Fewer would open by chance: if 10 % of calls fail, five in a row occur once in 100,000 calls.
  outagesUntilOpen: 5,
  invalidAnswersUntilOutage: 10,
  // Six probes a minute cost little and allow for the sweep's delay in "improved within a minute of its recovery".
  probeAfterMs: 10_000,
  // More would use up the quota for other tickets.
  retries: 2,
  initialBackoffMs: 500,
  maxBackoffMs: 2_000,
  // Three times the usual response time, and below the default deadline of 4 s for a suggestion on request.
  minFairWaitMs: 3_000,
  // A daily quota may name hours, but an operator can raise it within a minute.
  maxPauseMs: 60_000,
};

/** Options of one call. */
export interface CallOptions<T> {
  /**
   * Reads each answer, including those followed by a retry.
   * @throws RemoteFailure `invalid_answer` or `refused` if it cannot be used
   */
  read: (completion: Completion) => Promise<T>;
  /** A model that violates the schema once may conform to it on retry. */
  retryInvalid: boolean;
  /** Number of tickets in the prompt; each adds to the deadline. */
  tickets: number;
}

/**
 * Calls a remote model with a deadline, a circuit breaker, a shared rate limit and retries.
 *
 * The breaker belongs to this process: in the API it counts suggestions on request, in a worker triage jobs, in
 * embedded mode both. It counts one `ask` as one success or failure, regardless of retries.
 */
export class ResilientModel {
  private readonly logger = new Logger(ResilientModel.name);
  private readonly options: ResilienceOptions;
  private readonly breaker: CircuitBreakerPolicy;
  /** Time at which the breaker last opened; null when it has closed. */
  private openedAt: number | null = null;
  /** Time until which a 429 pauses calls. */
  private pausedUntil = 0;
  private consecutiveInvalidAnswers = 0;

  constructor(
    readonly model: RemoteModel,
    private readonly limiter: RateLimiterAbstract,
    options: Partial<ResilienceOptions> = {},
  ) {
    this.options = { ...DEFAULT_RESILIENCE, ...options };
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
   * Whether a call may be attempted: neither the breaker nor a 429 prevents it. Also true if the breaker is due for a
   * probe, although only the first call gets through then.
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
    // Check the breaker first, so that an outage does not use up the quota, and again after the quota is granted:
    // another call may have become the probe, and cockatiel would make this one wait for its outcome.
    this.requireAvailable();
    await this.consumeQuota();
    this.requireAvailable();

    // A probe ignores its caller's deadline, otherwise callers with short deadlines would keep the breaker open for
    // others. It is a single request without retries.
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

  /** Creates the policy per call, because retries depend on the call's own deadline. */
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
      // A third attempt is unlikely to succeed and costs tokens.
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
            // Jitter is added to the provider's delay, so that clients with the same delay do not all retry at once.
            return { delay: (state.lastFailure?.retryAfterMs ?? 0) + step.duration, state: step };
          },
        ),
      }).execute(async ({ attempt }) => {
        if (attempt > 0) {
          // cockatiel's wait between attempts ignores the signal.
          if (signal.aborted) throw state.lastFailure ?? this.timeoutSince(state);
          quotaSpent = !(await this.tryConsumeQuota());
          if (quotaSpent) throw state.lastFailure ?? this.quotaExceeded();
        }
        try {
          return await request();
        } catch (error) {
          const failure = toRemoteFailure(error);
          // Aborted shortly after a real failure: report that failure instead of the timeout.
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
      // A request that ignores its signal would occupy the breaker's probe forever.
      completion = await rejectOnAbort(this.model.ask(prompt, signal), signal, timeout);
    } catch (error) {
      const failure = toRemoteFailure(error);
      throw failure.reason === 'timeout' ? timeout() : failure;
    }
    return call.read(completion);
  }

  /**
   * Whether a failure opens the breaker, that is, whether other tickets would fail now as well. A refusal concerns
   * one ticket. So does an invalid answer: a ticket can be written to cause it, and a few of them must not disable
   * the model. Many in a row without a valid answer indicate another problem, such as a model that ignores the schema
   * or a proxy's login page, and each costs two requests.
   *
   * A caller's deadline counts as an outage only if the model had enough time to answer. Short deadlines therefore
   * cannot block triage jobs that share the breaker, while an unresponsive model still opens it.
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

  /** A quota belongs to the API key, so a delay applies to all calls. */
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
      throw new RemoteFailure('circuit_open', `${this.model.label} is paused after repeated failures`);
    if (this.isPaused) throw new RemoteFailure('rate_limited', `${this.model.label} requested a pause`);
  }

  private async consumeQuota(): Promise<void> {
    if (!(await this.tryConsumeQuota())) throw this.quotaExceeded();
  }

  private async tryConsumeQuota(): Promise<boolean> {
    if (this.isPaused) return false;
    try {
      // All processes share the quota of the API key.
      await this.limiter.consume(this.model.source);
      return true;
    } catch (denial) {
      // A failing limiter must not fail a classification: the provider has its own limit.
      return !(denial instanceof RateLimiterRes);
    }
  }

  /** Logs the beginning and the end of an outage, but not the probes in between. */
  private watchBreaker(): void {
    this.breaker.onBreak((cause) => {
      if (this.openedAt === null) {
        const reason = 'error' in cause ? toRemoteFailure(cause.error).message : 'unknown';
        this.logger.warn(
          `${reason}. ${this.model.label} is paused and probed at intervals. The bundled model is used.`,
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

/** State of one call. */
interface CallState {
  readonly startedAt: number;
  readonly deadlineMs: number;
  lastFailure: RemoteFailure | null;
}

/** Maps errors to failures, including cockatiel's own ones for an aborted signal. */
function toRemoteFailure(error: unknown): RemoteFailure {
  if (error instanceof RemoteFailure) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError' || name === 'TimeoutError' || name === 'TaskCancelledError') {
    return new RemoteFailure('timeout', 'The model did not answer in time');
  }
  return new RemoteFailure('unavailable', 'The model could not be asked', { transient: true });
}

/** Rejects as soon as the signal aborts. A later outcome of `work` is ignored. */
export function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal, failure: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(failure());
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
