import { Component, ElementRef, input, signal, viewChild } from '@angular/core';
import { Icon } from './icon';

/** A password with a way to see it. Its value is read from the box when it is sent: managers fill it in silently. */
@Component({
  selector: 'tiq-password-field',
  imports: [Icon],
  host: { class: 'block' },
  template: `<label class="label" [attr.for]="name()">{{ label() }}</label>
    <div class="relative">
      <input
        #box
        class="input pe-10"
        [id]="name()"
        [name]="name()"
        [type]="shown() ? 'text' : 'password'"
        [autocomplete]="autocomplete()"
        autocapitalize="none"
        spellcheck="false"
        required
        maxlength="200"
        [attr.aria-invalid]="!!error()"
        [attr.aria-describedby]="error() ? name() + '-error' : hint() ? name() + '-hint' : null"
      />
      <button
        type="button"
        class="btn btn-ghost btn-icon absolute end-0.5 top-0.5 min-h-7.5"
        [attr.aria-label]="shown() ? 'Hide the password' : 'Show the password'"
        [attr.aria-pressed]="shown()"
        (click)="shown.set(!shown())"
      >
        <tiq-icon name="eye" [class.text-accent]="shown()" />
      </button>
    </div>
    @if (error(); as message) {
      <span class="field-error" [id]="name() + '-error'">{{ message }}</span>
    } @else if (hint()) {
      <span class="mt-1 block text-[length:var(--text-xs)] text-faint" [id]="name() + '-hint'">{{
        hint()
      }}</span>
    }`,
})
export class PasswordField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly autocomplete = input.required<'current-password' | 'new-password'>();
  readonly hint = input<string>();
  readonly error = input<string | null>(null);
  protected readonly shown = signal(false);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  read(): string {
    return this.box().nativeElement.value;
  }
  focus(): void {
    this.box().nativeElement.focus();
    this.box().nativeElement.select();
  }
  clear(): void {
    this.box().nativeElement.value = '';
    this.shown.set(false);
  }
}
