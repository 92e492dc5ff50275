import { Component, inject } from '@angular/core';
import { Session } from '../core/session';
import { PasswordDialog } from './password-dialog';

/** Asks for the password after the session has ended; the page continues after sign-in. */
@Component({
  selector: 'tiq-session-expired-dialog',
  imports: [PasswordDialog],
  host: { '(window:focus)': 'session.recheck()', '(document:visibilitychange)': 'session.recheck()' },
  template: `<tiq-password-dialog
    name="again"
    heading="Sign in again"
    i18n-heading
    text="Your session expired. Sign in to pick up where you left off. Your drafts are saved."
    i18n-text
    submitLabel="Sign in"
    i18n-submitLabel
    sendingLabel="Signing in…"
    i18n-sendingLabel
    cancelLabel="Not you? Switch account"
    i18n-cancelLabel
    opaque
    [submitPassword]="signIn"
    (cancelled)="session.switchUser()"
  />`,
})
export class SessionExpiredDialog {
  protected readonly session = inject(Session);
  protected readonly signIn = (password: string): Promise<void> => this.session.signInAgain(password);
}
