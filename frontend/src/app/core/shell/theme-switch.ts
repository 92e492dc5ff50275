import { Component, computed, inject } from '@angular/core';
import { Icon, IconName } from '../../shared/icon';
import { useShortcuts } from '../shortcuts';
import { Theme, ThemeChoice } from '../theme';

const order: readonly ThemeChoice[] = ['system', 'light', 'dark'];
const icons: Record<ThemeChoice, IconName> = { system: 'system', light: 'sun', dark: 'moon' };
const names: Record<ThemeChoice, string> = {
  system: $localize`System`,
  light: $localize`Light`,
  dark: $localize`Dark`,
};

@Component({
  selector: 'tiq-theme-switch',
  imports: [Icon],
  template: `<button
    type="button"
    class="btn btn-ghost btn-icon"
    [attr.aria-label]="label()"
    [title]="label()"
    (click)="theme.choose(next())"
  >
    <tiq-icon [name]="icon()" />
  </button>`,
})
export class ThemeSwitch {
  protected readonly theme = inject(Theme);
  protected readonly icon = computed(() => icons[this.theme.choice()]);
  protected readonly next = computed(() => order[(order.indexOf(this.theme.choice()) + 1) % order.length]!);
  protected readonly label = computed(
    () => $localize`Theme: ${names[this.theme.choice()]}:theme:. Switch to ${names[this.next()]}:next:`,
  );

  constructor() {
    useShortcuts(
      order.map((choice) => ({
        does: $localize`Theme: ${names[choice]}:theme:`,
        run: () => this.theme.choose(choice),
      })),
    );
  }
}
