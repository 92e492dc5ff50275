import { computed, inject, Injectable, signal } from '@angular/core';
import { Countdown } from './countdown';
import { ApiProblem, toApiProblem } from './api-problem';

const DEFAULT_RETRY_AFTER_SECONDS = 30;

/** State of repeated sign-in attempts: the last problem and the wait before the next. */
@Injectable()
export class SignInAttempts {
  private readonly countdown = inject(Countdown);
  private readonly problem = signal<ApiProblem | null>(null);
  readonly sending = signal(false);
  readonly secondsToWait = this.countdown.seconds;
  readonly canSubmit = computed(() => !this.sending() && this.countdown.seconds() === 0);
  readonly message = computed(() => {
    const problem = this.problem();
    if (!problem || problem.status === 429) return null;
    if (problem.isSignedOut) return $localize`Email or password is incorrect.`;
    if (problem.status === 0 || problem.status >= 502)
      return $localize`The server is unreachable. Try again in a moment.`;
    return problem.fields.length ? problem.fields.map((field) => field.message).join(' ') : problem.detail;
  });

  /** Resolves with false if the password must be entered again. */
  async attempt(signIn: () => Promise<void>): Promise<boolean> {
    if (!this.canSubmit()) return true;
    this.sending.set(true);
    this.problem.set(null);
    try {
      await signIn();
      return true;
    } catch (error) {
      const problem = toApiProblem(error);
      this.problem.set(problem);
      if (problem.status === 429)
        this.countdown.start(problem.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS);
      return !problem.isSignedOut;
    } finally {
      this.sending.set(false);
    }
  }
}
