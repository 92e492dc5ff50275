import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { DOCUMENT, inject, Injectable, InjectionToken } from '@angular/core';
import { Me } from './api-types';
import { deleteDrafts, layDraftsAside } from './draft-sealing';

/** Reloads the app at a path, so that data of one user in memory is not visible to the next. */
export const RELOAD_APP = new InjectionToken<(path: string) => void>('reload app', {
  providedIn: 'root',
  factory: () => {
    const { body, defaultView } = inject(DOCUMENT);
    return (path: string) => {
      // Hides the page until the next one loads, and suppresses `beforeunload` prompts.
      body.hidden = true;
      defaultView!.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true);
      defaultView!.location.assign(path);
    };
  },
});

/**
 * The user and session of this tab. Cookies are shared, so another tab can sign in as a different
 * user. The CSRF token belongs to one session: a request sent with this tab's token runs as this
 * tab's user or is rejected.
 */
@Injectable({ providedIn: 'root' })
export class SessionOwner {
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly reloadApp = inject(RELOAD_APP);
  private user: Me | null = null;
  private knownToken: string | null = null;
  private confirming: Promise<void> | null = null;
  private leaving: Promise<void> | null = null;

  /** CSRF token of this tab's session; null if there is none. */
  token(): string | null {
    return this.knownToken ?? this.xsrf.getToken();
  }
  /** Binds the tab to the session of this user. */
  begin(user: Me): void {
    this.user = user;
    this.knownToken = this.xsrf.getToken();
  }
  /** Whether the cookies still belong to this tab's session. */
  isCurrent(): boolean {
    const token = this.xsrf.getToken();
    return this.user === null || token === null || token === this.knownToken;
  }
  /** Resolves only if the new session belongs to the same user; otherwise the app is reloaded. */
  confirm(fetchUser: () => Promise<Me>): Promise<void> {
    this.confirming ??= this.verify(fetchUser).finally(() => (this.confirming = null));
    return this.confirming;
  }
  /** Never resolves for a different user, because the app is being reloaded. */
  async requireUser(user: Me): Promise<void> {
    if (this.user === null || user.id === this.user.id) return;
    await this.leave('/');
    await new Promise<never>(() => undefined);
  }

  /** Encrypts the drafts before the reload so that the next user can't read them. */
  async leave(path: string): Promise<void> {
    // Concurrent calls share one encryption, which a second call would interrupt.
    this.leaving ??= this.layAside().catch(deleteDrafts);
    await this.leaving;
    this.reloadApp(path);
  }

  private async layAside(): Promise<void> {
    if (this.user) await layDraftsAside(this.user);
    else deleteDrafts();
  }
  private async verify(fetchUser: () => Promise<Me>): Promise<void> {
    while (!this.isCurrent()) {
      const token = this.xsrf.getToken();
      await this.requireUser(await fetchUser());
      this.knownToken = token;
    }
  }
}
