import { Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '../shared/icon';
import { ShortcutPreference } from '../core/shortcut-preference';
import { isSingleKeyShortcut, Shortcuts, useShortcuts } from '../core/shortcuts';
import { Button } from '../shared/button';

/**
 * Placed outside of elements hidden on narrow screens: a modal dialog inside would block the page
 * invisibly.
 */
@Component({
  selector: 'tiq-shortcut-help',
  imports: [Button, Icon, RouterLink],
  template: `<dialog
    #dialog
    class="dialog w-[min(26rem,calc(100vw-2rem))]"
    aria-labelledby="shortcuts-heading"
  >
    <form method="dialog" class="mb-3 flex items-center justify-between">
      <h2 i18n id="shortcuts-heading" class="text-lg font-semibold">Keyboard shortcuts</h2>
      <button tiqButton="ghost" iconOnly aria-label="Close" i18n-aria-label>
        <tiq-icon name="close" />
      </button>
    </form>
    @if (!preference.enabled()) {
      <p class="mb-3 text-sm text-soft">
        <ng-container i18n>Single-key shortcuts are turned off.</ng-container>&ngsp;<a
          i18n
          class="link"
          routerLink="/settings/profile"
          (click)="dialog.close()"
          >Turn on in Settings</a
        >
      </p>
    }
    <dl class="grid grid-cols-[4.5rem_1fr] gap-y-2">
      @for (shortcut of visibleShortcuts(); track shortcut) {
        <dt class="flex gap-1">
          @for (key of shortcut.key!.split(' '); track $index) {
            <kbd class="kbd">{{ key }}</kbd>
          }
        </dt>
        <dd class="text-soft">{{ shortcut.label }}</dd>
      }
      <dt class="flex gap-1"><kbd class="kbd">Ctrl</kbd><kbd class="kbd">k</kbd></dt>
      <dd i18n class="text-soft">Command menu</dd>
    </dl>
  </dialog>`,
})
export class ShortcutHelp {
  private readonly shortcuts = inject(Shortcuts);
  protected readonly preference = inject(ShortcutPreference);
  protected readonly visibleShortcuts = computed(() =>
    this.shortcuts.all().filter(({ key }) => key && (this.preference.enabled() || !isSingleKeyShortcut(key))),
  );
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    useShortcuts([{ key: '?', label: $localize`Keyboard shortcuts`, run: () => this.open() }]);
  }

  open(): void {
    this.dialog().nativeElement.showModal();
  }
}
