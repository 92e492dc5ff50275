import { afterNextRender, Component, computed, ElementRef, inject, input, viewChild } from '@angular/core';
import { Countdown } from '../../core/countdown';
import { returnAddress } from '../../core/return-address';
import { Session } from '../../core/session';
import { SignInProblem } from '../../core/shell/sign-in-problem';
import { SignInAttempts } from '../../core/sign-in-attempts';
import { BarePage } from '../../shared/bare-page';
import { Field, FieldBox } from '../../shared/field';
import { LanguageSelect } from '../../shared/language-select';
import { PasswordField } from '../../shared/password-field';

@Component({
  selector: 'tiq-sign-in',
  imports: [BarePage, Field, FieldBox, LanguageSelect, PasswordField, SignInProblem],
  providers: [Countdown, SignInAttempts],
  template: `<tiq-bare-page heading="Sign in" i18n-heading>
    @if (passwordIsSet()) {
      <p i18n class="mb-4 text-soft" role="status">Password set. You can now sign in.</p>
    }
    <form class="flex flex-col gap-4" (submit)="submit($event)">
      <tiq-field boxId="email" label="Email" i18n-label>
        <input
          #email
          tiqFieldBox
          name="email"
          type="email"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength="320"
        />
      </tiq-field>
      <tiq-password-field name="password" label="Password" i18n-label autocomplete="current-password" />
      <tiq-sign-in-problem />
      <button type="submit" class="btn btn-primary min-h-9" [disabled]="!attempts.mayTry()">
        @if (attempts.sending()) {
          <ng-container i18n>Signing in…</ng-container>
        } @else {
          <ng-container i18n>Sign in</ng-container>
        }
      </button>
    </form>
    <p i18n class="mt-4 text-[length:var(--text-sm)] text-faint">
      Forgot your password? Ask an admin for a reset link.
    </p>
    <tiq-language-select class="mt-5" />
  </tiq-bare-page>`,
})
export default class SignIn {
  /** From the address: where to go afterwards, and whether a password has just been set. */
  readonly return = input<string>();
  readonly set = input<string>();

  protected readonly attempts = inject(SignInAttempts);
  private readonly session = inject(Session);
  private readonly email = viewChild.required<ElementRef<HTMLInputElement>>('email');
  private readonly password = viewChild.required(PasswordField);
  protected readonly passwordIsSet = computed(() => this.set() === 'password');

  constructor() {
    afterNextRender(() => this.email().nativeElement.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const email = this.email().nativeElement.value;
    const password = this.password().read();
    const signIn = () => this.session.signIn(email, password, returnAddress(this.return()));
    if (!(await this.attempts.try(signIn))) this.password().focus();
  }
}
