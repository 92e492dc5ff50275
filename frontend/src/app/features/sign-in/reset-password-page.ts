import { Location } from '@angular/common';
import { afterNextRender, Component, inject, signal, viewChild } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { AccountsApi } from '../../core/accounts-api';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { AuthLayout } from '../../shared/auth-layout';
import { KeepTokensCheckbox } from '../../shared/keep-tokens-checkbox';
import { PasswordField } from '../../shared/password-field';
import { PASSWORD_HINT } from '../../shared/password-hint';
import { Button } from '../../shared/button';

@Component({
  selector: 'tiq-reset-password-page',
  imports: [AuthLayout, Button, KeepTokensCheckbox, PasswordField, RouterLink],
  template: `<tiq-auth-layout heading="Set password" i18n-heading>
    @if (!token || linkInvalid()) {
      <p i18n class="text-soft" role="alert">
        This link is invalid, expired or already used. Ask an admin for a new one.
      </p>
      <a i18n tiqButton class="mt-4" routerLink="/sign-in">Go to sign-in</a>
    } @else {
      <form class="flex flex-col gap-4" (submit)="submit($event)">
        <tiq-password-field
          name="password"
          label="New password"
          i18n-label
          autocomplete="new-password"
          [hint]="passwordHint"
          [error]="problem()?.fieldMessage('password') ?? null"
        />
        <tiq-keep-tokens-checkbox inputId="reset-keep-tokens" />
        @if (problem(); as problem) {
          @if (!problem.fieldMessage('password')) {
            <p class="rounded-md bg-critical-soft p-3 text-critical" role="alert">{{ problem.detail }}</p>
          }
        }
        <button type="submit" tiqButton="primary" class="min-h-9" [disabled]="sending()">
          @if (sending()) {
            <ng-container i18n>Setting password…</ng-container>
          } @else {
            <ng-container i18n>Set password</ng-container>
          }
        </button>
      </form>
    }
  </tiq-auth-layout>`,
})
export default class ResetPasswordPage {
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly passwordField = viewChild(PasswordField);
  private readonly keepTokens = viewChild(KeepTokensCheckbox);
  /**
   * From the URL fragment, which is not sent to servers. Removed from the address bar immediately.
   */
  protected readonly token = inject(ActivatedRoute).snapshot.fragment;
  protected readonly passwordHint = PASSWORD_HINT;
  protected readonly sending = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly linkInvalid = signal(false);

  constructor() {
    if (this.token) inject(Location).replaceState('/reset-password');
    afterNextRender(() => this.passwordField()?.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.sending.set(true);
    this.problem.set(null);
    try {
      await this.api.resetPassword(
        this.token ?? '',
        this.passwordField()?.value() ?? '',
        this.keepTokens()?.isChecked() ?? false,
      );
      await this.router.navigate(['/sign-in'], { queryParams: { set: 'password' } });
    } catch (error) {
      const problem = toApiProblem(error);
      this.problem.set(problem);
      this.linkInvalid.set(problem.code === 'auth.reset_link_invalid');
      if (!this.linkInvalid()) this.passwordField()?.focus();
    } finally {
      this.sending.set(false);
    }
  }
}
