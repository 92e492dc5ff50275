import { Component, inject } from '@angular/core';
import { PasswordConfirmation } from '../core/password-confirmation';
import { PasswordDialog } from './password-dialog';

/**
 * Asks for the password before a change to users, tokens or reset links if the last confirmation is
 * too old.
 */
@Component({
  selector: 'tiq-confirm-password-dialog',
  imports: [PasswordDialog],
  template: `<tiq-password-dialog
    name="confirm"
    heading="Confirm your password"
    i18n-heading
    text="This change affects who can sign in. Enter your password to continue."
    i18n-text
    submitLabel="Confirm"
    i18n-submitLabel
    sendingLabel="Confirming…"
    i18n-sendingLabel
    cancelLabel="Cancel"
    i18n-cancelLabel
    closeOnEscape
    [submitPassword]="confirm"
    (cancelled)="confirmation.cancel()"
  />`,
})
export class ConfirmPasswordDialog {
  protected readonly confirmation = inject(PasswordConfirmation);
  protected readonly confirm = (password: string): Promise<void> => this.confirmation.confirm(password);
}
