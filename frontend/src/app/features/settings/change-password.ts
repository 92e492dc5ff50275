import { Component, inject, output, signal, viewChild, viewChildren } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { Problem, toProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { KeepTokens } from '../../shared/keep-tokens';
import { PasswordField } from '../../shared/password-field';
import { PASSWORD_RULE } from '../../shared/password-rule';

@Component({
  selector: 'tiq-change-password',
  imports: [KeepTokens, PasswordField],
  template: `<section class="card p-4 md:p-6" aria-labelledby="password-heading">
    <h2 i18n id="password-heading" class="mb-3 text-[length:var(--text-lg)] font-semibold">Password</h2>
    <form class="flex max-w-sm flex-col gap-4" (submit)="submit($event)">
      <!-- Password managers tell by it whose password this is. -->
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
        [hint]="rule"
        [error]="problem()?.fieldMessage('new_password') ?? null"
      />
      <tiq-keep-tokens boxId="change-keep-tokens" />
      @if (elsewhere(); as message) {
        <p class="rounded-md bg-critical-soft p-3 text-critical" role="alert">{{ message }}</p>
      }
      <div>
        <button type="submit" class="btn btn-primary" [disabled]="sending()">
          @if (sending()) {
            <ng-container i18n>Changing password…</ng-container>
          } @else {
            <ng-container i18n>Change password</ng-container>
          }
        </button>
        <p i18n class="mt-2 text-[length:var(--text-xs)] text-faint">
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
  private readonly keepTokens = viewChild.required(KeepTokens);
  protected readonly session = inject(Session);
  protected readonly rule = PASSWORD_RULE;
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly elsewhere = () =>
    this.problem()?.detailBeside('current_password', 'new_password') ?? null;

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    const [current, next] = this.fields();
    if (!current || !next) return;
    this.sending.set(true);
    this.problem.set(null);
    try {
      const revoked = await this.api.changePassword(current.read(), next.read(), this.keepTokens().read());
      this.fields().forEach((each) => each.clear());
      this.toasts.success(
        revoked === 0
          ? $localize`Password changed`
          : $localize`Password changed. API tokens revoked: ${revoked}:count:`,
      );
      this.changed.emit();
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      (problem.fieldMessage('current_password') ? current : next).focus();
    } finally {
      this.sending.set(false);
    }
  }
}
