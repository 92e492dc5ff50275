import { Component, ElementRef, input, signal, viewChild } from '@angular/core';
import { FormField, FormFieldControl } from './form-field';
import { Icon } from './icon';
import { Button } from './button';

/**
 * Password input with a visibility toggle. The value is read on submit, because password managers
 * may fill it in without an event.
 */
@Component({
  selector: 'tiq-password-field',
  imports: [Button, FormField, FormFieldControl, Icon],
  host: { class: 'block' },
  template: `<tiq-form-field [inputId]="name()" [label]="label()" [hint]="hint()" [error]="error()">
    <div class="relative">
      <input
        #box
        tiqFormFieldControl
        class="pe-10"
        [name]="name()"
        [type]="visible() ? 'text' : 'password'"
        [autocomplete]="autocomplete()"
        autocapitalize="none"
        spellcheck="false"
        [placeholder]="placeholder()"
        [required]="required()"
      />
      <button
        type="button"
        tiqButton="ghost"
        iconOnly
        class="absolute end-0.5 top-0.5 min-h-7.5"
        [attr.aria-label]="visible() ? hideLabel : showLabel"
        [attr.aria-pressed]="visible()"
        (click)="visible.set(!visible())"
      >
        <tiq-icon name="eye" [class.text-accent]="visible()" />
      </button>
    </div>
  </tiq-form-field>`,
})
export class PasswordField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly autocomplete = input.required<'current-password' | 'new-password'>();
  readonly hint = input<string>();
  readonly placeholder = input('');
  readonly required = input(true);
  readonly error = input<string | null>(null);
  protected readonly visible = signal(false);
  protected readonly showLabel = $localize`Show password`;
  protected readonly hideLabel = $localize`Hide password`;
  private readonly passwordInput = viewChild.required<ElementRef<HTMLInputElement>>('box');

  value(): string {
    return this.passwordInput().nativeElement.value;
  }
  focus(): void {
    this.passwordInput().nativeElement.focus();
    this.passwordInput().nativeElement.select();
  }
  clear(): void {
    this.passwordInput().nativeElement.value = '';
    this.visible.set(false);
  }
}
