import { Component, computed, ElementRef, inject, viewChild } from '@angular/core';
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
    <dialog #dialog class="dialog w-[min(26rem,calc(100vw-2rem))]" aria-labelledby="shortcuts-heading">
      <form method="dialog" class="mb-3 flex items-center justify-between">
        <h2 i18n id="shortcuts-heading" class="text-[length:var(--text-lg)] font-semibold">
          Keyboard shortcuts
        </h2>
        <button class="btn btn-ghost btn-icon" aria-label="Close" i18n-aria-label>
          <tiq-icon name="close" />
        </button>
      </form>
      <dl class="grid grid-cols-[4.5rem_1fr] gap-y-2">
        @for (shortcut of keys(); track shortcut) {
          <dt class="flex gap-1">
            @for (key of shortcut.key!.split(' '); track $index) {
              <kbd class="kbd">{{ key }}</kbd>
            }
          </dt>
          <dd class="text-soft">{{ shortcut.does }}</dd>
        }
        <dt class="flex gap-1"><kbd class="kbd">Ctrl</kbd><kbd class="kbd">k</kbd></dt>
        <dd i18n class="text-soft">Everything, by its name</dd>
      </dl>
    </dialog>`,
})
export class ShortcutHelp {
  private readonly shortcuts = inject(Shortcuts);
  protected readonly keys = computed(() => this.shortcuts.all().filter((each) => each.key));
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    useShortcuts([{ key: '?', does: $localize`Show the keys`, run: () => this.open() }]);
  }

  protected open(): void {
    this.dialog().nativeElement.showModal();
  }
}
