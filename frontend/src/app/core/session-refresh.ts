import { HttpContext, HttpContextToken } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { authMe } from '../api/fn/accounts/auth-me';
import { authRefresh } from '../api/fn/accounts/auth-refresh';
import { Me } from './api-types';
import { toApiProblem } from './api-problem';
import { SessionOwner } from './session-owner';

/** For calls whose 401 says something else than that the session needs a refresh, as signing in does. */
export const SKIP_SESSION_HANDLING = new HttpContextToken(() => false);

/**
 * The access cookie lives for minutes, the refresh cookie for weeks. However many calls find the first one
 * expired, one refresh is under way, and all of them wait for it. Where the session is over under somebody's
 * hands, they wait on until that person has signed in again: nothing that was on its way is lost.
 */
@Injectable({ providedIn: 'root' })
export class SessionRefresh {
  private readonly api = inject(Api);
  private readonly owner = inject(SessionOwner);
  private active = false;
  private readonly resumeCalls = signal<((goesOn: boolean) => void) | null>(null);
  private refreshing: Promise<boolean> | null = null;
  /** The session can't be refreshed any more, and the calls wait for somebody to sign in. */
  readonly expired = computed(() => this.resumeCalls() !== null);

  /** Whether the session goes on. Throws where that could not be told, as when the service is away. */
  refresh(): Promise<boolean> {
    this.refreshing ??= this.requestRefresh().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  /** Somebody is signed in, for the first time or again. */
  resume(): void {
    this.active = true;
    this.resumeCalls()?.(true);
    this.resumeCalls.set(null);
  }

  /** Before a call is made: the session must be that of the person who works in this tab. */
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
      // 403: the cookie that proves where the request comes from is gone, and nothing brings it back but signing in.
      if (![401, 403].includes(toApiProblem(error).status)) throw error;
      return this.active && new Promise((resolve) => this.resumeCalls.set(resolve));
    }
  }
}

function skippingSessionHandling(): HttpContext {
  return new HttpContext().set(SKIP_SESSION_HANDLING, true);
}
