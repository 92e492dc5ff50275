import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { authConfirm } from '../api/fn/accounts/auth-confirm';
import { ApiProblem, toApiProblem } from './api-problem';

/** Error code of requests that need a recent password confirmation. */
export const CONFIRMATION_REQUIRED = 'auth.recent_sign_in_required';

/**
 * Asks for the password when requests require a recent sign-in. Concurrent requests share one
 * dialog.
 */
@Injectable({ providedIn: 'root' })
export class PasswordConfirmation {
  private readonly api = inject(Api);
  private readonly resolveRequest = signal<((confirmed: boolean) => void) | null>(null);
  private pending: Promise<boolean> | null = null;
  /** Whether requests are waiting for the password. */
  readonly requested = computed(() => this.resolveRequest() !== null);

  /** Resolves with false if the user cancels. */
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
      // Omits the field errors: with a single field, the detail needs no field name.
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

/** Problem of a request whose password confirmation was cancelled. */
export function passwordNotConfirmedProblem(status: number): ApiProblem {
  return new ApiProblem(
    status,
    $localize`Password not confirmed`,
    $localize`Nothing was changed because the password was not confirmed.`,
    CONFIRMATION_REQUIRED,
  );
}
