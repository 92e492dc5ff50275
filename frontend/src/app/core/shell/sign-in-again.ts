import { afterNextRender, Component, ElementRef, inject, viewChild } from '@angular/core';
import { PasswordField } from '../../shared/password-field';
import { Countdown } from '../countdown';
import { Session } from '../session';
import { SignInAttempts } from '../sign-in-attempts';
import { SignInProblem } from './sign-in-problem';

/** Over the page on which the session ended: one password, and everything goes on where it stood. */
@Component({
  selector: 'tiq-sign-in-again',
  imports: [PasswordField, SignInProblem],
  providers: [Countdown, SignInAttempts],
  host: { '(window:focus)': 'session.lookAgain()', '(document:visibilitychange)': 'session.lookAgain()' },
  template: `<dialog
    #dialog
    class="dialog w-[min(24rem,calc(100vw-2rem))]"
    aria-labelledby="again-heading"
    aria-describedby="again-words"
    (cancel)="$event.preventDefault()"
  >
    <form class="flex flex-col gap-4" (submit)="submit($event)">
      <div>
        <h2 i18n id="again-heading" class="text-[length:var(--text-lg)] font-semibold">Sign in again</h2>
        <p i18n id="again-words" class="mt-1 text-soft">
          Your session has ended. Sign in, and everything goes on where it stood; nothing that you typed is
          lost.
        </p>
      </div>
      <p class="truncate font-medium">{{ session.me()?.email }}</p>
      <input type="hidden" name="username" autocomplete="username" [value]="session.me()?.email" />
      <tiq-password-field name="again-password" label="Password" i18n-label autocomplete="current-password" />
      <tiq-sign-in-problem />
      <div class="flex flex-wrap items-center gap-2">
        <button type="submit" class="btn btn-primary" [disabled]="!attempts.mayTry()">
          @if (attempts.sending()) {
            <ng-container i18n>Signing in…</ng-container>
          } @else {
            <ng-container i18n>Sign in and go on</ng-container>
          }
        </button>
        <button i18n type="button" class="btn btn-ghost" (click)="session.leaveToSignIn()">
          Somebody else
        </button>
      </div>
    </form>
  </dialog>`,
})
export class SignInAgain {
  protected readonly session = inject(Session);
  protected readonly attempts = inject(SignInAttempts);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly password = viewChild.required(PasswordField);

  constructor() {
    afterNextRender(() => {
      this.dialog().nativeElement.showModal();
      this.password().focus();
    });
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const password = this.password().read();
    if (!(await this.attempts.try(() => this.session.signInAgain(password)))) this.password().focus();
  }
}
