import { Component, DestroyRef, inject, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { AccountsApi } from '../../core/accounts-api';
import { Agents } from '../../core/agents';
import { Role, User, UserListQuery } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { Avatar } from '../../shared/avatar';
import { ConfirmButton } from '../../shared/confirm-button';
import { Icon } from '../../shared/icon';
import { Failure, Notice } from '../../shared/notice';
import { roleNames, roles } from '../../shared/role-names';
import { SecretOnce } from '../../shared/secret-once';
import { unresolvedStatuses } from '../../shared/ticket-terms';
import { ago, exactTime } from '../../shared/time-words';
import { count } from '../../shared/total-words';
import { PendingLinks } from './pending-links';
import { UserForm } from './user-form';
import { UsersStore } from './users-store';

const SEARCH_WAIT_MS = 250;

interface FreshLink {
  user: Pick<User, 'id' | 'name'>;
  address: string;
  until: string;
}

/** Who is let in, and as what. */
@Component({
  selector: 'tiq-users',
  imports: [Avatar, ConfirmButton, Failure, Icon, Notice, PendingLinks, SecretOnce, UserForm],
  providers: [UsersStore],
  templateUrl: './users.html',
})
export default class Users {
  private readonly agents = inject(Agents);
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  private readonly session = inject(Session);
  protected readonly store = inject(UsersStore);
  protected readonly query = signal<UserListQuery>({});
  /** The form that is open: for a user, or null for a new one. */
  protected readonly form = signal<{ user: User | null } | null>(null);
  /** Each until it is copied: one does not take the place of another. */
  protected readonly freshLinks = signal<readonly FreshLink[]>([]);
  private readonly pending = viewChild.required(PendingLinks);
  protected readonly roles = roles;
  protected readonly roleNames = roleNames;
  protected readonly exact = exactTime;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly isMe = (user: User) => user.id === this.session.me()?.id;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    void this.store.load({});
    this.agents.refresh();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.waiting));
  }

  protected search(text: string): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask({ search: text.trim() || undefined }), SEARCH_WAIT_MS);
  }
  protected pickRole(role: string): void {
    this.ask({ role: role ? [role as Role] : undefined });
  }
  protected pickActive(active: string): void {
    this.ask({ active: active === '' ? undefined : active === 'true' });
  }
  protected async more(): Promise<void> {
    try {
      await this.store.more();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t load more`, error, () => void this.more());
    }
  }

  protected deactivation({ id }: User): string {
    const consequence = $localize`This signs them out and revokes their API tokens.`;
    const tickets = this.agents.unresolvedOf(id);
    return tickets
      ? `${consequence} ${$localize`Unresolved tickets that stay assigned: ${count(tickets)}:count:.`}`
      : consequence;
  }
  protected saved(user: User): void {
    const isNew = this.form()?.user === null;
    this.store.put(user);
    const { id, name, email, role } = user;
    this.session.changed({ id, name, email, role });
    this.toasts.success(isNew ? $localize`${name}:name: created` : $localize`Changes saved`);
    // Without a password nobody can sign in: the link to set one is what comes next.
    if (isNew) void this.makeResetLink(user);
  }
  protected async setActive(user: User, active: boolean): Promise<void> {
    const { name } = user;
    try {
      this.store.put(await this.api.changeUser(user.id, { active }));
      if (active) return this.toasts.success($localize`${name}:name: reactivated`);
      const tickets = this.agents.unresolvedOf(user.id)
        ? { label: $localize`Show their tickets`, run: () => this.showTicketsOf(user) }
        : undefined;
      this.toasts.success($localize`${name}:name: deactivated`, tickets);
      this.agents.refresh();
      this.dropLink(user.id);
      void this.pending().read();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t update ${name}:name:`, error);
    }
  }
  protected dropLink(userId: number): void {
    this.freshLinks.update((links) => links.filter((each) => each.user.id !== userId));
  }
  protected async makeResetLink(user: FreshLink['user']): Promise<void> {
    try {
      const { path, url, expires_at } = await this.api.createResetLink(user.id);
      this.dropLink(user.id);
      const fresh = { user, address: url ?? location.origin + path, until: expires_at };
      this.freshLinks.update((links) => [fresh, ...links]);
      void this.pending().read();
      scrollTo({ top: 0, behavior: 'smooth' });
    } catch (error) {
      this.toasts.failure($localize`Couldn’t create a link`, error, () => void this.makeResetLink(user));
    }
  }

  private showTicketsOf({ id }: User): void {
    void this.router.navigate(['/inbox'], {
      queryParams: { assignee: id, status: unresolvedStatuses.join(',') },
    });
  }
  private ask(change: UserListQuery): void {
    this.query.update((query) => ({ ...query, ...change }));
    void this.store.load(this.query());
  }
}
