import { afterNextRender, Component, computed, ElementRef, inject, input, viewChild } from '@angular/core';
import { Countdown } from '../../core/countdown';
import { safeReturnUrl } from '../../core/return-url';
import { Session } from '../../core/session';
import { SignInError } from '../../shared/sign-in-error';
import { SignInAttempts } from '../../core/sign-in-attempts';
import { AuthLayout } from '../../shared/auth-layout';
import { FormField, FormFieldControl } from '../../shared/form-field';
import { LanguageSelect } from '../../shared/language-select';
import { PasswordField } from '../../shared/password-field';
import { Button } from '../../shared/button';

@Component({
  selector: 'tiq-sign-in-page',
  imports: [AuthLayout, Button, FormField, FormFieldControl, LanguageSelect, PasswordField, SignInError],
  providers: [Countdown, SignInAttempts],
  template: `<tiq-auth-layout heading="Sign in" i18n-heading>
    @if (passwordIsSet()) {
      <p i18n class="mb-4 text-soft" role="status">Password set. You can now sign in.</p>
    }
    <form class="flex flex-col gap-4" (submit)="submit($event)">
      <tiq-form-field inputId="email" label="Email" i18n-label>
        <input
          #email
          tiqFormFieldControl
          name="email"
          type="email"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength="320"
        />
      </tiq-form-field>
      <tiq-password-field name="password" label="Password" i18n-label autocomplete="current-password" />
      <tiq-sign-in-error />
      <button type="submit" tiqButton="primary" class="min-h-9" [disabled]="!attempts.canSubmit()">
        @if (attempts.sending()) {
          <ng-container i18n>Signing in…</ng-container>
        } @else {
          <ng-container i18n>Sign in</ng-container>
        }
      </button>
    </form>
    <p i18n class="mt-4 text-sm text-faint">Forgot your password? Ask an admin for a reset link.</p>
    <tiq-language-select class="mt-5" />
  </tiq-auth-layout>`,
})
export default class SignInPage {
  /** Query parameters: the URL to open after sign-in, and whether a password was just set. */
  readonly return = input<string>();
  readonly set = input<string>();

  protected readonly attempts = inject(SignInAttempts);
  private readonly session = inject(Session);
  private readonly emailInput = viewChild.required<ElementRef<HTMLInputElement>>('email');
  private readonly passwordField = viewChild.required(PasswordField);
  protected readonly passwordIsSet = computed(() => this.set() === 'password');

  constructor() {
    afterNextRender(() => this.emailInput().nativeElement.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const email = this.emailInput().nativeElement.value;
    const password = this.passwordField().value();
    const signIn = () => this.session.signIn(email, password, safeReturnUrl(this.return()));
    if (!(await this.attempts.attempt(signIn))) this.passwordField().focus();
  }
}
