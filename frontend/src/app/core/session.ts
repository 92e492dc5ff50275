import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { AccountsApi } from './accounts-api';
import { Me } from './api-types';
import { can, Permission } from './permissions';
import { toApiProblem } from './api-problem';
import { bringDraftsBack, deleteDrafts } from './draft-sealing';
import { saveInAllTabs } from './save-in-all-tabs';
import { RELOAD_APP, SessionOwner } from './session-owner';
import { SessionRefresh } from './session-refresh';

/** Who worked in this tab last. */
const LAST_USER_KEY = 'ticketiq.person';
/** Who works in this browser: the other tabs hear of each change. */
const SIGNED_IN_KEY = 'ticketiq.signed-in';

/** Who works here. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly reloadApp = inject(RELOAD_APP);
  private readonly owner = inject(SessionOwner);
  private readonly user = signal<Me | null>(null);
  /** Before whatever was read since then; '' of somebody who has just signed in. */
  lastEventId = '';
  private loading: Promise<Me | null> | null = null;

  readonly me = this.user.asReadonly();
  private readonly refresh = inject(SessionRefresh);
  /** The session ended under somebody's hands: the page stays, and what it asked for waits until they are back. */
  readonly expired = this.refresh.expired;

  constructor() {
    const storageChanged = ({ key, newValue }: StorageEvent) => {
      if (key === SIGNED_IN_KEY || key === null) this.onSignedInElsewhere(newValue);
    };
    addEventListener('storage', storageChanged);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', storageChanged));
    // Signed in by other means than the console, or put aside by the browser meanwhile.
    const checkOwner = () => {
      if (!this.owner.isCurrent()) this.refresh.confirmOwner().catch(() => undefined);
    };
    addEventListener('focus', checkOwner);
    addEventListener('pageshow', checkOwner);
    document.addEventListener('visibilitychange', checkOwner);
    if ('cookieStore' in globalThis) cookieStore.addEventListener('change', checkOwner);
  }

  can(permission: Permission): boolean {
    const me = this.user();
    return me !== null && can(me.role, permission);
  }

  /** What an agent keeps for themselves or shares: its owner changes it, and an admin. */
  canEdit({ owner }: { owner: { id: number } }): boolean {
    return this.can('shared.manageAll') || owner.id === this.user()?.id;
  }

  /** Asks once who is signed in; null is nobody. Throws where that could not be told. */
  load(): Promise<Me | null> {
    if (this.user()) return Promise.resolve(this.user());
    this.loading ??= this.fetchMe().finally(() => (this.loading = null));
    return this.loading;
  }

  async signIn(email: string, password: string, returnTo: string): Promise<void> {
    const me = await this.api.signIn(email, password);
    if (this.isDifferentUser(me)) {
      this.storeUser(me);
      return this.reloadApp(returnTo);
    }
    await this.setUser(me);
    // Back leads to where one came from, and not to the form.
    await this.router.navigateByUrl(returnTo, { replaceUrl: true });
  }

  /** The same person again, over the page that they work on. */
  async signInAgain(password: string): Promise<void> {
    await this.setUser(await this.api.signIn(this.user()!.email, password));
  }
  /** Whether somebody has signed in in another tab meanwhile: the cookies are shared. */
  async recheck(): Promise<void> {
    const me = await this.api.getMeWithoutRefresh().catch(() => null);
    if (!me || !this.expired()) return;
    if (me.id === this.user()?.id) await this.setUser(me);
    else await this.owner.leave('/');
  }
  /** Somebody else wants to work here; the one before has nothing to sign out of any more. */
  switchUser(): void {
    void this.owner.leave('/sign-in');
  }

  /** An admin has changed something about themselves. */
  updateMe(me: Omit<Me, 'draft_key'>): void {
    this.user.update((person) => (person?.id === me.id ? { ...person, ...me } : person));
  }

  async signOut(everywhere = false, keepTokens = false): Promise<void> {
    await saveInAllTabs();
    try {
      await this.api.signOut(everywhere, keepTokens);
    } catch (error) {
      // A session that is over already needs no end.
      if (!toApiProblem(error).isSignedOut) throw error;
    }
    sessionStorage.removeItem(LAST_USER_KEY);
    localStorage.removeItem(SIGNED_IN_KEY);
    await this.owner.leave('/sign-in');
  }

  private async fetchMe(): Promise<Me | null> {
    try {
      const { me, lastEventId } = await this.api.getMeWithLastEventId();
      this.lastEventId = lastEventId;
      await this.setUser(me);
      return me;
    } catch (error) {
      if (!toApiProblem(error).isSignedOut) throw error;
      // Signed out while this tab was not there to encrypt what was begun in it.
      if (localStorage.getItem(SIGNED_IN_KEY) === null) deleteDrafts();
      return null;
    }
  }

  private async setUser(me: Me): Promise<void> {
    this.storeUser(me);
    await bringDraftsBack(me);
    this.owner.begin(me);
    this.user.set(me);
    this.refresh.resume();
  }
  private isDifferentUser(me: Me): boolean {
    const lastUserId = sessionStorage.getItem(LAST_USER_KEY);
    return lastUserId !== null && lastUserId !== String(me.id);
  }
  /** Drafts of a session that has expired stay for who comes back, and are not left to another person. */
  private storeUser(me: Me): void {
    const userId = String(me.id);
    const lastUserId = sessionStorage.getItem(LAST_USER_KEY);
    if (lastUserId !== null && lastUserId !== userId) deleteDrafts();
    sessionStorage.setItem(LAST_USER_KEY, userId);
    // With the time, so that the same person is told as well: a tab may wait for them to come back.
    localStorage.setItem(SIGNED_IN_KEY, `${userId} ${Date.now()}`);
  }
  /** Another tab says who works in this browser now; null is nobody. */
  private onSignedInElsewhere(signedIn: string | null): void {
    const me = this.user();
    const userId = signedIn?.split(' ')[0];
    if (me && userId === undefined) void this.owner.leave('/sign-in');
    else if (me && userId !== String(me.id)) void this.owner.leave('/');
    else if (me && this.expired()) void this.recheck();
    else if (!me && userId !== undefined && this.router.url.startsWith('/sign-in'))
      this.reloadApp(this.router.url);
  }
}
