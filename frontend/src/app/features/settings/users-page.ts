import { Component, DestroyRef, inject, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { AccountsApi } from '../../core/accounts-api';
import { AgentsStore } from '../../core/agents-store';
import { Role, User, UserListQuery } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { Avatar } from '../../shared/avatar';
import { ConfirmButton } from '../../shared/confirm-button';
import { Icon } from '../../shared/icon';
import { ErrorNotice, Notice } from '../../shared/notice';
import { roleNames, roles } from '../../shared/role-names';
import { OneTimeSecret } from '../../shared/one-time-secret';
import { unresolvedStatuses } from '../../core/ticket-labels';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { formatCount } from '../../shared/number-format';
import { PendingResetLinks } from './pending-reset-links';
import { UserForm } from './user-form';
import { UsersStore } from './users-store';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';

const SEARCH_DEBOUNCE_MS = 250;

interface CreatedResetLink {
  user: Pick<User, 'id' | 'name'>;
  url: string;
  expiresAt: string;
}

/** Manages users and their roles. */
@Component({
  selector: 'tiq-users-page',
  imports: [
    Avatar,
    Badge,
    Button,
    ConfirmButton,
    ErrorNotice,
    Icon,
    Notice,
    OneTimeSecret,
    PendingResetLinks,
    UserForm,
  ],
  providers: [UsersStore],
  templateUrl: './users-page.html',
})
export default class UsersPage {
  private readonly agents = inject(AgentsStore);
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  private readonly session = inject(Session);
  protected readonly store = inject(UsersStore);
  protected readonly query = signal<UserListQuery>({});
  /** The open form: a user, or null for a new one. Null if closed. */
  protected readonly openForm = signal<{ user: User | null } | null>(null);
  /** Links stay visible until dismissed, also when others are created. */
  protected readonly createdLinks = signal<readonly CreatedResetLink[]>([]);
  private readonly pendingLinks = viewChild.required(PendingResetLinks);
  protected readonly roles = roles;
  protected readonly roleNames = roleNames;
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly isMe = (user: User) => user.id === this.session.me()?.id;
  private debounceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    void this.store.load({});
    this.agents.refresh();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.debounceTimer));
  }

  protected search(text: string): void {
    clearTimeout(this.debounceTimer);
    this.debounceTimer = setTimeout(
      () => this.updateQuery({ search: text.trim() || undefined }),
      SEARCH_DEBOUNCE_MS,
    );
  }
  protected setRole(role: string): void {
    this.updateQuery({ role: role ? [role as Role] : undefined });
  }
  protected setActiveFilter(active: string): void {
    this.updateQuery({ active: active === '' ? undefined : active === 'true' });
  }
  protected async loadMore(): Promise<void> {
    try {
      await this.store.loadMore();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load more`, error, () => void this.loadMore());
    }
  }

  protected deactivateQuestion({ id }: User): string {
    const consequence = $localize`This signs them out and revokes their API tokens.`;
    const tickets = this.agents.unresolvedCount(id);
    return tickets
      ? `${consequence} ${$localize`Unresolved tickets that stay assigned: ${formatCount(tickets)}:count:.`}`
      : consequence;
  }
  protected onSaved(user: User): void {
    const isNew = this.openForm()?.user === null;
    this.store.upsert(user);
    const { id, name, email, role } = user;
    this.session.updateMe({ id, name, email, role });
    this.toasts.showSuccess(isNew ? $localize`${name}:name: created` : $localize`Changes saved`);
    // New users have no password and need a link to set one.
    if (isNew) void this.createResetLink(user);
  }
  protected async setActive(user: User, active: boolean): Promise<void> {
    const { name } = user;
    try {
      this.store.upsert(await this.api.updateUser(user.id, { active }));
      if (active) return this.toasts.showSuccess($localize`${name}:name: reactivated`);
      const tickets = this.agents.unresolvedCount(user.id)
        ? { label: $localize`Show their tickets`, run: () => this.showTicketsOf(user) }
        : undefined;
      this.toasts.showSuccess($localize`${name}:name: deactivated`, tickets);
      this.agents.refresh();
      this.removeLink(user.id);
      void this.pendingLinks().load();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t update ${name}:name:`, error);
    }
  }
  protected removeLink(userId: number): void {
    this.createdLinks.update((links) => links.filter((link) => link.user.id !== userId));
  }
  protected async createResetLink(user: CreatedResetLink['user']): Promise<void> {
    try {
      const { path, url, expires_at } = await this.api.createResetLink(user.id);
      this.removeLink(user.id);
      const created = { user, url: url ?? location.origin + path, expiresAt: expires_at };
      this.createdLinks.update((links) => [created, ...links]);
      void this.pendingLinks().load();
      scrollTo({ top: 0, behavior: 'smooth' });
    } catch (error) {
      this.toasts.showError($localize`Couldn’t create a link`, error, () => void this.createResetLink(user));
    }
  }

  private showTicketsOf({ id }: User): void {
    void this.router.navigate(['/inbox'], {
      queryParams: { assignee: id, status: unresolvedStatuses.join(',') },
    });
  }
  private updateQuery(change: UserListQuery): void {
    this.query.update((query) => ({ ...query, ...change }));
    void this.store.load(this.query());
  }
}
