import { Component, ElementRef, input, signal, viewChild } from '@angular/core';
import { Field, FieldBox } from './field';
import { Icon } from './icon';

/** A password with a way to see it. Its value is read from the box when it is sent: managers fill it in silently. */
@Component({
  selector: 'tiq-password-field',
  imports: [Field, FieldBox, Icon],
  host: { class: 'block' },
  template: `<tiq-field [boxId]="name()" [label]="label()" [hint]="hint()" [error]="error()">
    <div class="relative">
      <input
        #box
        tiqFieldBox
        class="pe-10"
        [name]="name()"
        [type]="shown() ? 'text' : 'password'"
        [autocomplete]="autocomplete()"
        autocapitalize="none"
        spellcheck="false"
        required
      />
      <button
        type="button"
        class="btn btn-ghost btn-icon absolute end-0.5 top-0.5 min-h-7.5"
        [attr.aria-label]="shown() ? hide : show"
        [attr.aria-pressed]="shown()"
        (click)="shown.set(!shown())"
      >
        <tiq-icon name="eye" [class.text-accent]="shown()" />
      </button>
    </div>
  </tiq-field>`,
})
export class PasswordField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly autocomplete = input.required<'current-password' | 'new-password'>();
  readonly hint = input<string>();
  readonly error = input<string | null>(null);
  protected readonly shown = signal(false);
  protected readonly show = $localize`Show password`;
  protected readonly hide = $localize`Hide password`;
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
