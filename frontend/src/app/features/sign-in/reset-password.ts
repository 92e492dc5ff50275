import { Location } from '@angular/common';
import { afterNextRender, Component, inject, signal, viewChild } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { AccountsApi } from '../../core/accounts-api';
import { Problem, toProblem } from '../../core/problem';
import { BarePage } from '../../shared/bare-page';
import { KeepTokens } from '../../shared/keep-tokens';
import { PasswordField } from '../../shared/password-field';
import { PASSWORD_RULE } from '../../shared/password-rule';

@Component({
  selector: 'tiq-reset-password',
  imports: [BarePage, KeepTokens, PasswordField, RouterLink],
  template: `<tiq-bare-page heading="Set password" i18n-heading>
    @if (!token || usedUp()) {
      <p i18n class="text-soft" role="alert">
        This link is invalid, expired or already used. Ask an admin for a new one.
      </p>
      <a i18n class="btn mt-4" routerLink="/sign-in">Go to sign-in</a>
    } @else {
      <form class="flex flex-col gap-4" (submit)="submit($event)">
        <tiq-password-field
          name="password"
          label="New password"
          i18n-label
          autocomplete="new-password"
          [hint]="rule"
          [error]="problem()?.fieldMessage('password') ?? null"
        />
        <tiq-keep-tokens boxId="reset-keep-tokens" />
        @if (problem(); as problem) {
          @if (!problem.fieldMessage('password')) {
            <p class="rounded-md bg-critical-soft p-3 text-critical" role="alert">{{ problem.detail }}</p>
          }
        }
        <button type="submit" class="btn btn-primary min-h-9" [disabled]="sending()">
          @if (sending()) {
            <ng-container i18n>Setting password…</ng-container>
          } @else {
            <ng-container i18n>Set password</ng-container>
          }
        </button>
      </form>
    }
  </tiq-bare-page>`,
})
export default class ResetPassword {
  private readonly api = inject(AccountsApi);
  private readonly router = inject(Router);
  private readonly field = viewChild(PasswordField);
  private readonly keepTokens = viewChild(KeepTokens);
  /** From the fragment, which never reaches a server; and out of the address bar at once. */
  protected readonly token = inject(ActivatedRoute).snapshot.fragment;
  protected readonly rule = PASSWORD_RULE;
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly usedUp = signal(false);

  constructor() {
    if (this.token) inject(Location).replaceState('/reset-password');
    afterNextRender(() => this.field()?.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    this.sending.set(true);
    this.problem.set(null);
    try {
      await this.api.resetPassword(
        this.token ?? '',
        this.field()?.read() ?? '',
        this.keepTokens()?.read() ?? false,
      );
      await this.router.navigate(['/sign-in'], { queryParams: { set: 'password' } });
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      this.usedUp.set(problem.code === 'auth.reset_link_invalid');
      if (!this.usedUp()) this.field()?.focus();
    } finally {
      this.sending.set(false);
    }
  }
}
