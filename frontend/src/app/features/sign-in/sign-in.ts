import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Problem, toProblem } from '../../core/problem';
import { returnAddress } from '../../core/return-address';
import { Session } from '../../core/session';
import { BarePage } from '../../shared/bare-page';
import { Field, FieldBox } from '../../shared/field';
import { LanguageSelect } from '../../shared/language-select';
import { PasswordField } from '../../shared/password-field';
import { Countdown } from './countdown';

const WAIT_WHEN_NOT_TOLD = 30;

@Component({
  selector: 'tiq-sign-in',
  imports: [BarePage, Field, FieldBox, LanguageSelect, PasswordField],
  providers: [Countdown],
  template: `<tiq-bare-page heading="Sign in" i18n-heading>
    @if (session.expired()) {
      <p i18n class="mb-4 text-soft" role="status">
        Your session has ended. Sign in, and you are back where you were; what you typed is kept.
      </p>
    } @else if (passwordIsSet()) {
      <p i18n class="mb-4 text-soft" role="status">Your password is set. Sign in with it.</p>
    }
    <form class="flex flex-col gap-4" (submit)="submit($event)">
      <tiq-field boxId="email" label="E-mail" i18n-label>
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
      <div role="alert">
        @if (message(); as text) {
          <p class="rounded-md bg-critical-soft p-3 text-critical">{{ text }}</p>
        }
      </div>
      <button type="submit" class="btn btn-primary min-h-9" [disabled]="sending() || wait.seconds() > 0">
        @if (sending()) {
          <ng-container i18n>Signing in…</ng-container>
        } @else {
          <ng-container i18n>Sign in</ng-container>
        }
      </button>
    </form>
    <p i18n class="mt-4 text-[length:var(--text-sm)] text-faint">
      Forgotten the password? An admin can give you a link to set a new one.
    </p>
    <tiq-language-select class="mt-5" />
  </tiq-bare-page>`,
})
export default class SignIn {
  /** From the address: where to go afterwards, and whether a password has just been set. */
  readonly return = input<string>();
  readonly set = input<string>();

  protected readonly session = inject(Session);
  protected readonly wait = inject(Countdown);
  protected readonly sending = signal(false);
  private readonly problem = signal<Problem | null>(null);
  private readonly email = viewChild.required<ElementRef<HTMLInputElement>>('email');
  private readonly password = viewChild.required(PasswordField);
  protected readonly passwordIsSet = computed(() => this.set() === 'password');
  protected readonly message = computed(() => {
    const seconds = this.wait.seconds();
    if (seconds === 1) return $localize`Too many attempts. Try again in 1 second.`;
    if (seconds) return $localize`Too many attempts. Try again in ${seconds}:seconds: seconds.`;
    const problem = this.problem();
    if (!problem || problem.status === 429) return null;
    if (problem.isSignedOut) return $localize`E-mail or password is wrong.`;
    if (problem.status === 0 || problem.status >= 502)
      return $localize`The service is not reachable at the moment. Try again shortly.`;
    return problem.fields.length ? problem.fields.map((each) => each.message).join(' ') : problem.detail;
  });

  constructor() {
    afterNextRender(() => this.email().nativeElement.focus());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending() || this.wait.seconds() > 0) return;
    this.sending.set(true);
    this.problem.set(null);
    try {
      const email = this.email().nativeElement.value;
      await this.session.signIn(email, this.password().read(), returnAddress(this.return()));
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      if (problem.status === 429) this.wait.start(problem.retryAfterSeconds ?? WAIT_WHEN_NOT_TOLD);
      else if (problem.isSignedOut) this.password().focus();
    } finally {
      this.sending.set(false);
    }
  }
}
