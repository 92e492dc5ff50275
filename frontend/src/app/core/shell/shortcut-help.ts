import { Component, ElementRef, inject, viewChild } from '@angular/core';
import { Icon } from '../../shared/icon';
import { Shortcuts, useShortcuts } from '../shortcuts';

@Component({
  selector: 'tiq-shortcut-help',
  imports: [Icon],
  template: `<button
      type="button"
      class="btn btn-ghost btn-icon"
      aria-label="Keyboard shortcuts"
      i18n-aria-label
      title="Keyboard shortcuts (?)"
      i18n-title
      (click)="open()"
    >
      <tiq-icon name="keyboard" />
    </button>
    <dialog
      #dialog
      class="card m-auto w-[min(26rem,calc(100vw-2rem))] bg-raised p-5 text-text shadow-[var(--shadow-l)] backdrop:bg-black/40"
      aria-labelledby="shortcuts-heading"
    >
      <form method="dialog" class="mb-3 flex items-center justify-between">
        <h2 i18n id="shortcuts-heading" class="text-[length:var(--text-lg)] font-semibold">
          Keyboard shortcuts
        </h2>
        <button class="btn btn-ghost btn-icon" aria-label="Close" i18n-aria-label>
          <tiq-icon name="close" />
        </button>
      </form>
      <dl class="grid grid-cols-[3rem_1fr] gap-y-2">
        @for (shortcut of shortcuts.all(); track shortcut) {
          <dt>
            <kbd class="kbd">{{ shortcut.key }}</kbd>
          </dt>
          <dd class="text-soft">{{ shortcut.does }}</dd>
        }
      </dl>
    </dialog>`,
})
export class ShortcutHelp {
  protected readonly shortcuts = inject(Shortcuts);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    useShortcuts([{ key: '?', does: 'Show this list', run: () => this.open() }]);
  }

  protected open(): void {
    this.dialog().nativeElement.showModal();
  }
}
