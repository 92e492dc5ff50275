import { Component, inject } from '@angular/core';
import { SignInAttempts } from '../core/sign-in-attempts';

/** Error of the last sign-in attempt. Always rendered, so that the live region is announced. */
@Component({
  selector: 'tiq-sign-in-error',
  host: { class: 'contents', role: 'alert' },
  template: `@if (attempts.secondsToWait(); as seconds) {
      <p i18n class="rounded-md bg-critical-soft p-3 text-critical">
        Too many attempts. Try again in {seconds, plural, =1 {1 second} other {{{ seconds }} seconds}}.
      </p>
    } @else if (attempts.message(); as text) {
      <p class="rounded-md bg-critical-soft p-3 text-critical">{{ text }}</p>
    }`,
})
export class SignInError {
  protected readonly attempts = inject(SignInAttempts);
}
