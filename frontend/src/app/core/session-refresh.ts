import { HttpContext, HttpContextToken } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { authMe } from '../api/fn/accounts/auth-me';
import { authRefresh } from '../api/fn/accounts/auth-refresh';
import { Me } from './api-types';
import { toProblem } from './problem';
import { SessionOwner } from './session-owner';

/** For calls whose 401 says something else than that the session needs a refresh, as signing in does. */
export const SESSION_IS_NOT_ASKED = new HttpContextToken(() => false);

/**
 * The access cookie lives for minutes, the refresh cookie for weeks. However many calls find the first one
 * expired, one refresh is under way, and all of them wait for it. Where the session is over under somebody's
 * hands, they wait on until that person has signed in again: nothing that was on its way is lost.
 */
@Injectable({ providedIn: 'root' })
export class SessionRefresh {
  private readonly api = inject(Api);
  private readonly owner = inject(SessionOwner);
  private inUse = false;
  private readonly goOn = signal<((goesOn: boolean) => void) | null>(null);
  private underWay: Promise<boolean> | null = null;
  /** The session can't be refreshed any more, and the calls wait for somebody to sign in. */
  readonly ended = computed(() => this.goOn() !== null);

  /** Whether the session goes on. Throws where that could not be told, as when the service is away. */
  refresh(): Promise<boolean> {
    this.underWay ??= this.ask().finally(() => (this.underWay = null));
    return this.underWay;
  }

  /** Somebody is signed in, for the first time or again. */
  begin(): void {
    this.inUse = true;
    this.goOn()?.(true);
    this.goOn.set(null);
  }

  /** Before a call is made: the session must be that of the person who works in this tab. */
  confirmOwner(): Promise<void> {
    return this.owner.confirm(() => this.askWho());
  }

  private async askWho(): Promise<Me> {
    try {
      return await this.api.invoke(authMe, {}, withoutSession());
    } catch (error) {
      if (!toProblem(error).isSignedOut || !(await this.refresh())) throw error;
      return this.api.invoke(authMe, {}, withoutSession());
    }
  }
  private async ask(): Promise<boolean> {
    try {
      const { user } = await this.api.invoke(authRefresh, { body: {} }, withoutSession());
      await this.owner.require(user);
      return true;
    } catch (error) {
      // 403: the cookie that proves where the request comes from is gone, and nothing brings it back but signing in.
      if (![401, 403].includes(toProblem(error).status)) throw error;
      return this.inUse && new Promise((resolve) => this.goOn.set(resolve));
    }
  }
}

function withoutSession(): HttpContext {
  return new HttpContext().set(SESSION_IS_NOT_ASKED, true);
}
