import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { AccountsApi } from './accounts-api';
import { Me } from './api-types';
import { can, Permission } from './permissions';
import { toProblem } from './problem';
import { bringDraftsBack, deleteDrafts } from './draft-sealing';
import { saveInAllTabs } from './save-in-all-tabs';
import { BEGIN_ANEW, SessionOwner } from './session-owner';
import { SessionRefresh } from './session-refresh';

/** Who worked in this tab last. */
const LAST_PERSON = 'ticketiq.person';
/** Who works in this browser: the other tabs hear of each change. */
const SIGNED_IN = 'ticketiq.signed-in';

/** Who works here. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly beginAnew = inject(BEGIN_ANEW);
  private readonly owner = inject(SessionOwner);
  private readonly person = signal<Me | null>(null);
  /** Before whatever was read since then; '' of somebody who has just signed in. */
  lastEventId = '';
  private asking: Promise<Me | null> | null = null;

  readonly me = this.person.asReadonly();
  private readonly refresh = inject(SessionRefresh);
  /** The session ended under somebody's hands: the page stays, and what it asked for waits until they are back. */
  readonly ended = this.refresh.ended;

  constructor() {
    const storageChanged = ({ key, newValue }: StorageEvent) => {
      if (key === SIGNED_IN || key === null) this.heardOfAnotherTab(newValue);
    };
    addEventListener('storage', storageChanged);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', storageChanged));
    // Signed in by other means than the console, or put aside by the browser meanwhile.
    const look = () => {
      if (!this.owner.isCurrent()) this.refresh.confirmOwner().catch(() => undefined);
    };
    addEventListener('focus', look);
    addEventListener('pageshow', look);
    document.addEventListener('visibilitychange', look);
    if ('cookieStore' in globalThis) cookieStore.addEventListener('change', look);
  }

  can(permission: Permission): boolean {
    const me = this.person();
    return me !== null && can(me.role, permission);
  }

  /** What an agent keeps for themselves or shares: its owner changes it, and an admin. */
  mayChange({ owner }: { owner: { id: number } }): boolean {
    return this.can('shared.manageAll') || owner.id === this.person()?.id;
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
    await this.take(me);
    // Back leads to where one came from, and not to the form.
    await this.router.navigateByUrl(returnTo, { replaceUrl: true });
  }

  /** The same person again, over the page that they work on. */
  async signInAgain(password: string): Promise<void> {
    await this.take(await this.api.signIn(this.person()!.email, password));
  }
  /** Whether somebody has signed in in another tab meanwhile: the cookies are shared. */
  async lookAgain(): Promise<void> {
    const me = await this.api.meAsIs().catch(() => null);
    if (!me || !this.ended()) return;
    if (me.id === this.person()?.id) await this.take(me);
    else await this.owner.leave('/');
  }
  /** Somebody else wants to work here; the one before has nothing to sign out of any more. */
  leaveToSignIn(): void {
    void this.owner.leave('/sign-in');
  }

  /** An admin has changed something about themselves. */
  changed(me: Omit<Me, 'draft_key'>): void {
    this.person.update((person) => (person?.id === me.id ? { ...person, ...me } : person));
  }

  async signOut(everywhere = false, keepTokens = false): Promise<void> {
    await saveInAllTabs();
    try {
      await this.api.signOut(everywhere, keepTokens);
    } catch (error) {
      // A session that is over already needs no end.
      if (!toProblem(error).isSignedOut) throw error;
    }
    sessionStorage.removeItem(LAST_PERSON);
    localStorage.removeItem(SIGNED_IN);
    await this.owner.leave('/sign-in');
  }

  private async ask(): Promise<Me | null> {
    try {
      const { me, lastEventId } = await this.api.meAndLastEvent();
      this.lastEventId = lastEventId;
      await this.take(me);
      return me;
    } catch (error) {
      if (!toProblem(error).isSignedOut) throw error;
      // Signed out while this tab was not there to encrypt what was begun in it.
      if (localStorage.getItem(SIGNED_IN) === null) deleteDrafts();
      return null;
    }
  }

  private async take(me: Me): Promise<void> {
    this.remember(me);
    await bringDraftsBack(me);
    this.owner.begin(me);
    this.person.set(me);
    this.refresh.begin();
  }
  private isSomebodyElse(me: Me): boolean {
    const last = sessionStorage.getItem(LAST_PERSON);
    return last !== null && last !== String(me.id);
  }
  /** Drafts of a session that has expired stay for who comes back, and are not left to another person. */
  private remember(me: Me): void {
    const person = String(me.id);
    const last = sessionStorage.getItem(LAST_PERSON);
    if (last !== null && last !== person) deleteDrafts();
    sessionStorage.setItem(LAST_PERSON, person);
    // With the time, so that the same person is told as well: a tab may wait for them to come back.
    localStorage.setItem(SIGNED_IN, `${person} ${Date.now()}`);
  }
  /** Another tab says who works in this browser now; null is nobody. */
  private heardOfAnotherTab(signedIn: string | null): void {
    const me = this.person();
    const person = signedIn?.split(' ')[0];
    if (me && person === undefined) void this.owner.leave('/sign-in');
    else if (me && person !== String(me.id)) void this.owner.leave('/');
    else if (me && this.ended()) void this.lookAgain();
    else if (!me && person !== undefined && this.router.url.startsWith('/sign-in'))
      this.beginAnew(this.router.url);
  }
}
