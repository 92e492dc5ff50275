import { DOCUMENT } from '@angular/common';
import { computed, inject, Injectable, InjectionToken, signal } from '@angular/core';
import { Router } from '@angular/router';
import { AccountsApi } from './accounts-api';
import { Me, Role } from './api-types';
import { toProblem } from './problem';
import { SessionRefresh } from './session-refresh';

/** Leaves the console as it is in memory and begins anew: what one person has read is not left to the next. */
export const BEGIN_ANEW = new InjectionToken<(path: string) => void>('begin anew', {
  providedIn: 'root',
  factory: () => {
    const { location } = inject(DOCUMENT);
    return (path: string) => location.assign(path);
  },
});

const LAST_PERSON = 'ticketiq.person';
const DRAFTS = 'ticketiq.draft.';

/** Who works here. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly beginAnew = inject(BEGIN_ANEW);
  private readonly person = signal<Me | null>(null);
  private asking: Promise<Me | null> | null = null;

  readonly me = this.person.asReadonly();
  readonly isAgent = computed(() => this.has('agent', 'admin'));
  readonly isAdmin = computed(() => this.has('admin'));
  private readonly refresh = inject(SessionRefresh);
  /** The session ended under somebody's hands: the page stays, and what it asked for waits until they are back. */
  readonly ended = this.refresh.ended;

  has(...roles: Role[]): boolean {
    const role = this.person()?.role;
    return role !== undefined && roles.includes(role);
  }

  /** What an agent keeps for themselves or shares: its owner changes it, and an admin. */
  mayChange({ owner }: { owner: { id: number } }): boolean {
    return this.isAdmin() || owner.id === this.person()?.id;
  }

  /** Asks once who is signed in; null is nobody. Throws where that could not be told. */
  load(): Promise<Me | null> {
    if (this.person()) return Promise.resolve(this.person());
    this.asking ??= this.ask().finally(() => (this.asking = null));
    return this.asking;
  }

  async signIn(email: string, password: string, returnTo: string): Promise<void> {
    const me = await this.api.signIn(email, password);
    if (this.isSomebodyElse(me)) {
      this.remember(me);
      return this.beginAnew(returnTo);
    }
    this.take(me);
    await this.router.navigateByUrl(returnTo);
  }

  /** The same person again, over the page that they work on. */
  async signInAgain(password: string): Promise<void> {
    this.take(await this.api.signIn(this.person()!.email, password));
  }
  /** Whether somebody has signed in in another tab meanwhile: the cookies are shared. */
  async lookAgain(): Promise<void> {
    const me = await this.api.meAsIs().catch(() => null);
    if (!me || !this.ended()) return;
    if (me.id === this.person()?.id) this.take(me);
    else this.beginAnew('/');
  }
  /** Somebody else wants to work here; the one before has nothing to sign out of any more. */
  leaveToSignIn(): void {
    this.beginAnew('/sign-in');
  }

  /** An admin has changed something about themselves. */
  changed(me: Me): void {
    if (me.id === this.person()?.id) this.person.set(me);
  }

  async signOut(everywhere = false): Promise<void> {
    try {
      await this.api.signOut(everywhere);
    } catch (error) {
      // A session that is over already needs no end.
      if (!toProblem(error).isSignedOut) throw error;
    }
    forgetDrafts();
    sessionStorage.removeItem(LAST_PERSON);
    this.beginAnew('/sign-in');
  }

  private async ask(): Promise<Me | null> {
    try {
      const me = await this.api.me();
      this.take(me);
      return me;
    } catch (error) {
      if (toProblem(error).isSignedOut) return null;
      throw error;
    }
  }

  private take(me: Me): void {
    this.remember(me);
    this.person.set(me);
    this.refresh.begin();
  }
  private isSomebodyElse(me: Me): boolean {
    const last = sessionStorage.getItem(LAST_PERSON);
    return last !== null && last !== String(me.id);
  }
  /** Drafts stay for who comes back, and are not left to another person. */
  private remember(me: Me): void {
    if (this.isSomebodyElse(me)) forgetDrafts();
    sessionStorage.setItem(LAST_PERSON, String(me.id));
  }
}

function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(DRAFTS)) sessionStorage.removeItem(key);
  }
}
