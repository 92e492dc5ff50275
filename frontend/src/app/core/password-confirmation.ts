import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { authConfirm } from '../api/fn/accounts/auth-confirm';
import { ApiProblem, toApiProblem } from './api-problem';

/** The code of an answer that asks for the password first. */
export const CONFIRMATION_REQUIRED = 'auth.recent_sign_in_required';

/**
 * Some calls need a password that was given a short while ago. However many of them are refused for it, one dialog asks
 * for it, and all of them wait.
 */
@Injectable({ providedIn: 'root' })
export class PasswordConfirmation {
  private readonly api = inject(Api);
  private readonly resolveRequest = signal<((confirmed: boolean) => void) | null>(null);
  private pending: Promise<boolean> | null = null;
  /** Calls wait for the password. */
  readonly requested = computed(() => this.resolveRequest() !== null);

  /** False where the person does not want to go on. */
  request(): Promise<boolean> {
    this.pending ??= new Promise<boolean>((resolve) => this.resolveRequest.set(resolve)).finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  async confirm(current_password: string): Promise<void> {
    try {
      await this.api.invoke(authConfirm, { body: { current_password } });
    } catch (error) {
      const problem = toApiProblem(error);
      if (problem.code !== 'auth.wrong_current_password') throw problem;
      // The one field there is needs no name before what is wrong with it.
      throw new ApiProblem(problem.status, problem.title, problem.detail, problem.code);
    }
    this.finish(true);
  }

  cancel(): void {
    this.finish(false);
  }

  private finish(confirmed: boolean): void {
    this.resolveRequest()?.(confirmed);
    this.resolveRequest.set(null);
  }
}

/** What a call ends with that nobody has given the password for. */
export function passwordNotConfirmedProblem(status: number): ApiProblem {
  return new ApiProblem(
    status,
    $localize`Password not confirmed`,
    $localize`Nothing was changed, because the password was not confirmed.`,
    CONFIRMATION_REQUIRED,
  );
}
