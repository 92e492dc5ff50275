import { Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { ApiToken, NewApiToken, TokenScope } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Problem, toProblem } from '../../core/problem';
import { Toasts } from '../../core/toasts';
import { ConfirmButton } from '../../shared/confirm-button';
import { Field, FieldBox } from '../../shared/field';
import { Failure, Notice } from '../../shared/notice';
import { SecretOnce } from '../../shared/secret-once';
import { ago, exactTime } from '../../shared/time-words';

const DAY_MS = 24 * 60 * 60 * 1000;
const scopeNames: Record<TokenScope, string> = {
  read: $localize`Read-only`,
  write: $localize`Read and write`,
};

/** For programs that work in a person's name. */
@Component({
  selector: 'tiq-tokens',
  imports: [ConfirmButton, Failure, Field, FieldBox, Notice, SecretOnce],
  host: { class: 'flex flex-col gap-5' },
  templateUrl: './tokens.html',
})
export default class Tokens {
  private readonly api = inject(AccountsApi);
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  private readonly nameBox = viewChild.required<ElementRef<HTMLInputElement>>('name');
  protected readonly tokens = signal<readonly ApiToken[] | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  private readonly refused = signal<Problem | null>(null);
  protected readonly refusal = computed(() => {
    const refused = this.refused();
    return refused && (refused.fieldMessage('name') ?? refused.fieldMessage('expires_at') ?? refused.detail);
  });
  protected readonly sending = signal(false);
  protected readonly fresh = signal<NewApiToken | null>(null);
  protected readonly scopeNames = scopeNames;
  protected readonly lifetimes = [7, 30, 90, 180, 365];
  protected readonly exact = exactTime;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly isExpired = (token: ApiToken) => Date.parse(token.expires_at) <= this.clock.now();

  constructor() {
    void this.read();
  }

  protected async read(): Promise<void> {
    this.problem.set(null);
    try {
      this.tokens.set(await this.api.tokens());
    } catch (error) {
      this.problem.set(toProblem(error));
    }
  }

  protected async create(event: Event, scope: string, days: string): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.sending.set(true);
    this.refused.set(null);
    try {
      const made = await this.api.createToken({
        name: this.nameBox().nativeElement.value.trim(),
        scope: scope as TokenScope,
        expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      });
      const { token, ...listed } = made;
      this.fresh.set(made);
      this.tokens.update((tokens) => [listed, ...(tokens ?? [])]);
      this.nameBox().nativeElement.value = '';
    } catch (error) {
      this.refused.set(toProblem(error));
      this.nameBox().nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }

  protected async revoke(token: ApiToken): Promise<void> {
    try {
      await this.api.revokeToken(token.id);
      this.tokens.update((tokens) => tokens?.filter((each) => each.id !== token.id) ?? null);
      if (this.fresh()?.id === token.id) this.fresh.set(null);
      this.toasts.success($localize`Token “${token.name}:name:” revoked`);
    } catch (error) {
      this.toasts.failure($localize`Couldn’t revoke the token`, error, () => void this.revoke(token));
    }
  }
}
