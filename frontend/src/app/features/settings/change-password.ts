import { Component, inject, output, signal, viewChild, viewChildren } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { KeepTokensCheckbox } from '../../shared/keep-tokens-checkbox';
import { PasswordField } from '../../shared/password-field';
import { PASSWORD_HINT } from '../../shared/password-hint';
import { Button } from '../../shared/button';

@Component({
  selector: 'tiq-change-password',
  imports: [Button, KeepTokensCheckbox, PasswordField],
  template: `<section class="card p-4 md:p-6" aria-labelledby="password-heading">
    <h2 i18n id="password-heading" class="mb-3 text-lg font-semibold">Password</h2>
    <form class="flex max-w-sm flex-col gap-4" (submit)="submit($event)">
      <!-- Identifies the account for password managers. -->
      <input
        class="sr-only"
        type="text"
        name="username"
        autocomplete="username"
        tabindex="-1"
        aria-hidden="true"
        readonly
        [value]="session.me()?.email ?? ''"
      />
      <tiq-password-field
        name="current_password"
        label="Current password"
        i18n-label
        autocomplete="current-password"
        [error]="problem()?.fieldMessage('current_password') ?? null"
      />
      <tiq-password-field
        name="new_password"
        label="New password"
        i18n-label
        autocomplete="new-password"
        [hint]="passwordHint"
        [error]="problem()?.fieldMessage('new_password') ?? null"
      />
      <tiq-keep-tokens-checkbox inputId="change-keep-tokens" />
      @if (formError(); as message) {
        <p class="rounded-md bg-critical-soft p-3 text-critical" role="alert">{{ message }}</p>
      }
      <div>
        <button type="submit" tiqButton="primary" [disabled]="sending()">
          @if (sending()) {
            <ng-container i18n>Changing password…</ng-container>
          } @else {
            <ng-container i18n>Change password</ng-container>
          }
        </button>
        <p i18n class="mt-2 text-xs text-faint">
          You’ll stay signed in on this device. All other sessions will be signed out.
        </p>
      </div>
    </form>
  </section>`,
})
export class ChangePassword {
  readonly changed = output<void>();
  private readonly api = inject(AccountsApi);
  private readonly toasts = inject(Toasts);
  private readonly fields = viewChildren(PasswordField);
  private readonly keepTokens = viewChild.required(KeepTokensCheckbox);
  protected readonly session = inject(Session);
  protected readonly passwordHint = PASSWORD_HINT;
  protected readonly sending = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly formError = () =>
    this.problem()?.detailUnlessIn('current_password', 'new_password') ?? null;

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    const [current, next] = this.fields();
    if (!current || !next) return;
    this.sending.set(true);
    this.problem.set(null);
    try {
      const revoked = await this.api.changePassword(
        current.value(),
        next.value(),
        this.keepTokens().isChecked(),
      );
      this.fields().forEach((field) => field.clear());
      this.toasts.showSuccess(
        revoked === 0
          ? $localize`Password changed`
          : $localize`Password changed. API tokens revoked: ${revoked}:count:`,
      );
      this.changed.emit();
    } catch (error) {
      const problem = toApiProblem(error);
      this.problem.set(problem);
      (problem.fieldMessage('current_password') ? current : next).focus();
    } finally {
      this.sending.set(false);
    }
  }
}
