import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { DOCUMENT, inject, Injectable, InjectionToken } from '@angular/core';
import { Me } from './api-types';
import { deleteDrafts, layDraftsAside } from './draft-sealing';

/** Leaves the console as it is in memory and begins anew: what one person has read is not left to the next. */
export const RELOAD_APP = new InjectionToken<(path: string) => void>('reload app', {
  providedIn: 'root',
  factory: () => {
    const { body, defaultView } = inject(DOCUMENT);
    return (path: string) => {
      // At once: the next page may take a while to come, and what is on its way must not ask to stay.
      body.hidden = true;
      defaultView!.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true);
      defaultView!.location.assign(path);
    };
  },
});

/**
 * Whose session this tab works with. Another tab can end it and begin another person's: the cookies are shared. The
 * cookie that guards against forged calls belongs to one session, so a call made with its value is either of the
 * person that this tab knows, or refused by the service.
 */
@Injectable({ providedIn: 'root' })
export class SessionOwner {
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly reloadApp = inject(RELOAD_APP);
  private user: Me | null = null;
  private knownToken: string | null = null;
  private confirming: Promise<void> | null = null;
  private leaving: Promise<void> | null = null;

  /** As this tab knows it to be its person's; null where there is none. */
  token(): string | null {
    return this.knownToken ?? this.xsrf.getToken();
  }
  /** Somebody is signed in, as the service has just said. */
  begin(user: Me): void {
    this.user = user;
    this.knownToken = this.xsrf.getToken();
  }
  /** Whether there is no sign of another session. */
  isCurrent(): boolean {
    const token = this.xsrf.getToken();
    return this.user === null || token === null || token === this.knownToken;
  }
  /** Goes on only where the other session is the same person's. */
  confirm(fetchUser: () => Promise<Me>): Promise<void> {
    this.confirming ??= this.verify(fetchUser).finally(() => (this.confirming = null));
    return this.confirming;
  }
  /** Never goes on where it is somebody else: this tab is about to end. */
  async requireUser(user: Me): Promise<void> {
    if (this.user === null || user.id === this.user.id) return;
    await this.leave('/');
    await new Promise<never>(() => undefined);
  }

  /** For the next person in this tab, who must not read what this one has begun. */
  async leave(path: string): Promise<void> {
    // Several signs of another session may come at once; none may cut off the first one's encryption.
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
