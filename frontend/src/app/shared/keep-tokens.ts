import { Component, ElementRef, input, viewChild } from '@angular/core';

/** Whether programs keep working when a password changes or everything is signed out: not unless asked for. */
@Component({
  selector: 'tiq-keep-tokens',
  host: { class: 'block' },
  template: `<label class="flex items-start gap-2" [attr.for]="boxId()">
      <input
        #box
        class="mt-1 size-4 accent-[var(--c-accent)]"
        type="checkbox"
        [id]="boxId()"
        [attr.aria-describedby]="boxId() + '-hint'"
      />
      <span i18n>Keep API tokens</span>
    </label>
    <span i18n class="block text-[length:var(--text-xs)] text-faint" [id]="boxId() + '-hint'">
      Otherwise all tokens are revoked, and programs using them stop working.
    </span>`,
})
export class KeepTokens {
  readonly boxId = input.required<string>();
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  read(): boolean {
    return this.box().nativeElement.checked;
  }
}
