import {
  afterNextRender,
  booleanAttribute,
  Component,
  ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { PasswordField } from '../shared/password-field';
import { Countdown } from '../core/countdown';
import { Session } from '../core/session';
import { SignInAttempts } from '../core/sign-in-attempts';
import { SignInError } from '../shared/sign-in-error';
import { Button } from '../shared/button';

/** Modal dialog that asks the signed-in user for their password. */
@Component({
  selector: 'tiq-password-dialog',
  imports: [Button, PasswordField, SignInError],
  providers: [Countdown, SignInAttempts],
  template: `<dialog
    #dialog
    class="dialog w-[min(24rem,calc(100vw-2rem))]"
    [class.dialog-opaque]="opaque()"
    [attr.aria-labelledby]="name() + '-heading'"
    [attr.aria-describedby]="name() + '-text'"
    (cancel)="cancel($event)"
  >
    <form class="flex flex-col gap-4" (submit)="submit($event)">
      <div>
        <h2 [id]="name() + '-heading'" class="text-lg font-semibold">{{ heading() }}</h2>
        <p [id]="name() + '-text'" class="mt-1 text-soft">{{ text() }}</p>
      </div>
      <p class="truncate font-medium">{{ session.me()?.email }}</p>
      <input type="hidden" name="username" autocomplete="username" [value]="session.me()?.email" />
      <tiq-password-field
        [name]="name() + '-password'"
        label="Password"
        i18n-label
        autocomplete="current-password"
      />
      <tiq-sign-in-error />
      <div class="flex flex-wrap items-center gap-2">
        <button type="submit" tiqButton="primary" [disabled]="!attempts.canSubmit()">
          {{ attempts.sending() ? sendingLabel() : submitLabel() }}
        </button>
        <button type="button" tiqButton="ghost" (click)="cancelled.emit()">{{ cancelLabel() }}</button>
      </div>
    </form>
  </dialog>`,
})
export class PasswordDialog {
  /** Prefix of element ids and name of the field. */
  readonly name = input.required<string>();
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
  readonly submitLabel = input.required<string>();
  readonly sendingLabel = input.required<string>();
  readonly cancelLabel = input.required<string>();
  /** Submits the password; rejects with the problem to show. */
  readonly submitPassword = input.required<(password: string) => Promise<void>>();
  /** Hides the page behind the dialog. */
  readonly opaque = input(false, { transform: booleanAttribute });
  /** Whether Escape cancels the dialog. */
  readonly closeOnEscape = input(false, { transform: booleanAttribute });
  readonly cancelled = output();

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

  protected cancel(event: Event): void {
    event.preventDefault();
    if (this.closeOnEscape()) this.cancelled.emit();
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const password = this.password().value();
    await this.attempts.attempt(() => this.submitPassword()(password));
    if (this.attempts.message()) this.password().focus();
  }
}
