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

/** Id of the last user of this tab. */
const LAST_USER_KEY = 'ticketiq.person';
/** Id of the browser's current user; changes notify the other tabs. */
const SIGNED_IN_KEY = 'ticketiq.signed-in';

/** The signed-in user of this tab. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly reloadApp = inject(RELOAD_APP);
  private readonly owner = inject(SessionOwner);
  private readonly user = signal<Me | null>(null);
  /** Latest event before the user was loaded; '' after a new sign-in. */
  lastEventId = '';
  private loading: Promise<Me | null> | null = null;

  readonly me = this.user.asReadonly();
  private readonly refresh = inject(SessionRefresh);
  /** Whether the session has ended. The page stays open and its requests wait for a new sign-in. */
  readonly expired = this.refresh.expired;

  constructor() {
    const storageChanged = ({ key, newValue }: StorageEvent) => {
      if (key === SIGNED_IN_KEY || key === null) this.onSignedInElsewhere(newValue);
    };
    addEventListener('storage', storageChanged);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', storageChanged));
    // The cookies may have changed outside the console or while the page was suspended.
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

  /** Canned replies and views can be changed by their owner and by admins. */
  canEdit({ owner }: { owner: { id: number } }): boolean {
    return this.can('shared.manageAll') || owner.id === this.user()?.id;
  }

  /** Loads the user once; null if signed out. Rejects if this is unknown. */
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
    // Replaces the sign-in page in the browser history.
    await this.router.navigateByUrl(returnTo, { replaceUrl: true });
  }

  /** Signs the same user in again after the session has ended. */
  async signInAgain(password: string): Promise<void> {
    await this.setUser(await this.api.signIn(this.user()!.email, password));
  }
  /** Checks whether the user has signed in again in another tab. */
  async recheck(): Promise<void> {
    const me = await this.api.getMeWithoutRefresh().catch(() => null);
    if (!me || !this.expired()) return;
    if (me.id === this.user()?.id) await this.setUser(me);
    else await this.owner.leave('/');
  }
  /** Leaves for the sign-in page. No sign-out: the session has already ended. */
  switchUser(): void {
    void this.owner.leave('/sign-in');
  }

  /** Applies changes that an admin made to their own account. */
  updateMe(me: Omit<Me, 'draft_key'>): void {
    this.user.update((user) => (user?.id === me.id ? { ...user, ...me } : user));
  }

  async signOut(everywhere = false, keepTokens = false): Promise<void> {
    await saveInAllTabs();
    try {
      await this.api.signOut(everywhere, keepTokens);
    } catch (error) {
      // The session has already ended.
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
      // Signed out while this tab was closed and could not encrypt its drafts.
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
  /** Drafts of an expired session are kept for the same user only. */
  private storeUser(me: Me): void {
    const userId = String(me.id);
    const lastUserId = sessionStorage.getItem(LAST_USER_KEY);
    if (lastUserId !== null && lastUserId !== userId) deleteDrafts();
    sessionStorage.setItem(LAST_USER_KEY, userId);
    // The timestamp notifies tabs of the same user, which may wait for the sign-in.
    localStorage.setItem(SIGNED_IN_KEY, `${userId} ${Date.now()}`);
  }
  /** Handles a change of the browser's user in another tab; null is signed out. */
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
