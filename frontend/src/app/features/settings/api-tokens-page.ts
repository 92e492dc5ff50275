import { Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { ApiToken, NewApiToken, TokenScope } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Toasts } from '../../core/toasts';
import { ConfirmButton } from '../../shared/confirm-button';
import { FormField, FormFieldControl } from '../../shared/form-field';
import { ErrorNotice, Notice } from '../../shared/notice';
import { OneTimeSecret } from '../../shared/one-time-secret';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { Button } from '../../shared/button';

const DAY_MS = 24 * 60 * 60 * 1000;
const SCOPE_NAMES: Record<TokenScope, string> = {
  read: $localize`Read-only`,
  write: $localize`Read and write`,
};

/** API tokens, used by programs on behalf of the user. */
@Component({
  selector: 'tiq-api-tokens-page',
  imports: [Button, ConfirmButton, ErrorNotice, FormField, FormFieldControl, Notice, OneTimeSecret],
  host: { class: 'flex flex-col gap-5' },
  templateUrl: './api-tokens-page.html',
})
export default class ApiTokensPage {
  private readonly api = inject(AccountsApi);
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  private readonly nameInput = viewChild.required<ElementRef<HTMLInputElement>>('name');
  protected readonly tokens = signal<readonly ApiToken[] | null>(null);
  protected readonly problem = signal<ApiProblem | null>(null);
  private readonly createProblem = signal<ApiProblem | null>(null);
  protected readonly nameError = computed(() => {
    const refused = this.createProblem();
    return refused && (refused.fieldMessage('name') ?? refused.fieldMessage('expires_at') ?? refused.detail);
  });
  protected readonly sending = signal(false);
  protected readonly createdToken = signal<NewApiToken | null>(null);
  protected readonly scopeNames = SCOPE_NAMES;
  protected readonly lifetimeDays = [7, 30, 90, 180, 365];
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly isExpired = (token: ApiToken) => Date.parse(token.expires_at) <= this.clock.now();

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.tokens.set(await this.api.listTokens());
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }

  protected async create(event: Event, scope: string, days: string): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.sending.set(true);
    this.createProblem.set(null);
    try {
      const created = await this.api.createToken({
        name: this.nameInput().nativeElement.value.trim(),
        scope: scope as TokenScope,
        expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      });
      const { token, ...listed } = created;
      this.createdToken.set(created);
      this.tokens.update((tokens) => [listed, ...(tokens ?? [])]);
      this.nameInput().nativeElement.value = '';
    } catch (error) {
      this.createProblem.set(toApiProblem(error));
      this.nameInput().nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }

  protected async revoke(token: ApiToken): Promise<void> {
    try {
      await this.api.revokeToken(token.id);
      this.tokens.update((tokens) => tokens?.filter((existing) => existing.id !== token.id) ?? null);
      if (this.createdToken()?.id === token.id) this.createdToken.set(null);
      this.toasts.showSuccess($localize`Token “${token.name}:name:” revoked`);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t revoke the token`, error, () => void this.revoke(token));
    }
  }
}
