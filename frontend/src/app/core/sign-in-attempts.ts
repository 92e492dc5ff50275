import { computed, inject, Injectable, signal } from '@angular/core';
import { Countdown } from './countdown';
import { Problem, toProblem } from './problem';

const WAIT_WHEN_NOT_TOLD = 30;

/** One try after another to sign in: what was wrong with the last, and how long the next has to wait. */
@Injectable()
export class SignInAttempts {
  private readonly wait = inject(Countdown);
  private readonly problem = signal<Problem | null>(null);
  readonly sending = signal(false);
  readonly secondsToWait = this.wait.seconds;
  readonly mayTry = computed(() => !this.sending() && this.wait.seconds() === 0);
  readonly message = computed(() => {
    const problem = this.problem();
    if (!problem || problem.status === 429) return null;
    if (problem.isSignedOut) return $localize`Email or password is incorrect.`;
    if (problem.status === 0 || problem.status >= 502)
      return $localize`The server is unreachable. Try again in a moment.`;
    return problem.fields.length ? problem.fields.map((each) => each.message).join(' ') : problem.detail;
  });

  /** False where the password is to be typed again. */
  async try(signIn: () => Promise<void>): Promise<boolean> {
    if (!this.mayTry()) return true;
    this.sending.set(true);
    this.problem.set(null);
    try {
      await signIn();
      return true;
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      if (problem.status === 429) this.wait.start(problem.retryAfterSeconds ?? WAIT_WHEN_NOT_TOLD);
      return !problem.isSignedOut;
    } finally {
      this.sending.set(false);
    }
  }
}
