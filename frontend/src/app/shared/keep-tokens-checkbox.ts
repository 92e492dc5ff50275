import { Component, ElementRef, input, viewChild } from '@angular/core';

/** Option to keep API tokens on a password change or sign-out. Off by default. */
@Component({
  selector: 'tiq-keep-tokens-checkbox',
  host: { class: 'block' },
  template: `<label class="flex items-start gap-2" [attr.for]="inputId()">
      <input
        #box
        class="mt-1 size-4 accent-[var(--c-accent)]"
        type="checkbox"
        [id]="inputId()"
        [attr.aria-describedby]="inputId() + '-hint'"
      />
      <span i18n>Keep API tokens</span>
    </label>
    <span i18n class="block text-xs text-faint" [id]="inputId() + '-hint'">
      Otherwise all tokens are revoked, and programs using them stop working.
    </span>`,
})
export class KeepTokensCheckbox {
  readonly inputId = input.required<string>();
  private readonly checkbox = viewChild.required<ElementRef<HTMLInputElement>>('box');

  isChecked(): boolean {
    return this.checkbox().nativeElement.checked;
  }
}
