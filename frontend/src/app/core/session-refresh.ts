import { HttpContext, HttpContextToken } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { Subject } from 'rxjs';
import { Api } from '../api/api';
import { authRefresh } from '../api/fn/accounts/auth-refresh';
import { toProblem } from './problem';

/** For calls whose 401 says something else than that the session needs a refresh, as signing in does. */
export const SESSION_IS_NOT_ASKED = new HttpContextToken(() => false);

/**
 * The access cookie lives for minutes, the refresh cookie for weeks. However many calls find the first one
 * expired, one refresh is under way, and all of them wait for it.
 */
@Injectable({ providedIn: 'root' })
export class SessionRefresh {
  private readonly api = inject(Api);
  private readonly over = new Subject<void>();
  private underWay: Promise<boolean> | null = null;
  /** The session can't be refreshed any more: somebody has to sign in. */
  readonly ended = this.over.asObservable();

  /** Whether the session goes on. Throws where that could not be told, as when the service is away. */
  refresh(): Promise<boolean> {
    this.underWay ??= this.ask().finally(() => (this.underWay = null));
    return this.underWay;
  }

  private async ask(): Promise<boolean> {
    const context = new HttpContext().set(SESSION_IS_NOT_ASKED, true);
    try {
      await this.api.invoke(authRefresh, { body: {} }, context);
      return true;
    } catch (error) {
      // 403: the cookie that proves where the request comes from is gone, and nothing brings it back but signing in.
      if (![401, 403].includes(toProblem(error).status)) throw error;
      this.over.next();
      return false;
    }
  }
}
