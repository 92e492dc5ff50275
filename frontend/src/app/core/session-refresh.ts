import { HttpContext, HttpContextToken } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { authMe } from '../api/fn/accounts/auth-me';
import { authRefresh } from '../api/fn/accounts/auth-refresh';
import { Me } from './api-types';
import { toApiProblem } from './api-problem';
import { SessionOwner } from './session-owner';

/** For requests whose 401 is not caused by an expired session, such as sign-in. */
export const SKIP_SESSION_HANDLING = new HttpContextToken(() => false);

/**
 * Refreshes the session. The access cookie expires after minutes, the refresh cookie after weeks.
 * Concurrent requests share one refresh. If the session has ended, they wait until the user has
 * signed in again, so that no request is lost.
 */
@Injectable({ providedIn: 'root' })
export class SessionRefresh {
  private readonly api = inject(Api);
  private readonly owner = inject(SessionOwner);
  private active = false;
  private readonly resumeCalls = signal<((goesOn: boolean) => void) | null>(null);
  private refreshing: Promise<boolean> | null = null;
  /** Whether the session has ended and requests wait for the user to sign in again. */
  readonly expired = computed(() => this.resumeCalls() !== null);

  /**
   * Resolves with whether the session continues. Rejects if this is unknown, for example when the
   * service is unavailable.
   */
  refresh(): Promise<boolean> {
    this.refreshing ??= this.requestRefresh().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  /** Repeats waiting requests after sign-in. */
  resume(): void {
    this.active = true;
    this.resumeCalls()?.(true);
    this.resumeCalls.set(null);
  }

  /** Resolves once the session is confirmed as that of this tab's user. */
  confirmOwner(): Promise<void> {
    return this.owner.confirm(() => this.fetchUser());
  }

  private async fetchUser(): Promise<Me> {
    try {
      return await this.api.invoke(authMe, {}, skippingSessionHandling());
    } catch (error) {
      if (!toApiProblem(error).isSignedOut || !(await this.refresh())) throw error;
      return this.api.invoke(authMe, {}, skippingSessionHandling());
    }
  }
  private async requestRefresh(): Promise<boolean> {
    try {
      const { user } = await this.api.invoke(authRefresh, { body: {} }, skippingSessionHandling());
      await this.owner.requireUser(user);
      return true;
    } catch (error) {
      // 403: the CSRF cookie is missing. Only a new sign-in sets it again.
      if (![401, 403].includes(toApiProblem(error).status)) throw error;
      return this.active && new Promise((resolve) => this.resumeCalls.set(resolve));
    }
  }
}

function skippingSessionHandling(): HttpContext {
  return new HttpContext().set(SKIP_SESSION_HANDLING, true);
}
