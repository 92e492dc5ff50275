import { Component, ElementRef, input, output, signal, viewChild } from '@angular/core';
import { Icon } from './icon';
import { Button } from './button';

/** A secret that is shown once, with a copy button and a warning. */
@Component({
  selector: 'tiq-one-time-secret',
  imports: [Button, Icon],
  host: { class: 'block' },
  template: `<div class="rounded-lg border border-note-line bg-note-soft p-4" role="status">
    <p class="mb-2 flex items-start gap-2 font-medium text-note">
      <tiq-icon class="mt-0.5" name="warning" />{{ warning() }}
    </p>
    <div class="flex flex-wrap gap-2">
      <input
        #box
        class="input min-w-0 flex-1 basis-56 font-mono text-sm"
        readonly
        spellcheck="false"
        data-testid="secret"
        [attr.aria-label]="label()"
        [value]="secret()"
        (focus)="box.select()"
      />
      <button type="button" tiqButton (click)="copy()">
        <tiq-icon [name]="copied() ? 'check' : 'copy'" />
        @if (copied()) {
          <ng-container i18n>Copied</ng-container>
        } @else {
          <ng-container i18n>Copy</ng-container>
        }
      </button>
      <button i18n type="button" tiqButton="ghost" (click)="dismissed.emit()">Done</button>
    </div>
  </div>`,
})
export class OneTimeSecret {
  readonly label = input.required<string>();
  readonly warning = input.required<string>();
  readonly secret = input.required<string>();
  readonly dismissed = output<void>();
  private readonly secretInput = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    this.secretInput().nativeElement.select();
    try {
      await navigator.clipboard.writeText(this.secret());
      this.copied.set(true);
    } catch {
      // The Clipboard API is missing on pages served over plain HTTP.
      this.copied.set(document.execCommand('copy'));
    }
  }
}
