import { Component, computed, inject } from '@angular/core';
import { Icon, IconName } from '../shared/icon';
import { useShortcuts } from '../core/shortcuts';
import { Theme, ThemePreference } from '../core/theme';
import { Button } from '../shared/button';

const THEMES: readonly ThemePreference[] = ['system', 'light', 'dark'];
const ICONS: Record<ThemePreference, IconName> = { system: 'system', light: 'sun', dark: 'moon' };
const NAMES: Record<ThemePreference, string> = {
  system: $localize`System`,
  light: $localize`Light`,
  dark: $localize`Dark`,
};

@Component({
  selector: 'tiq-theme-switch',
  imports: [Button, Icon],
  template: `<button
    type="button"
    tiqButton="ghost"
    iconOnly
    [attr.aria-label]="label()"
    [title]="label()"
    (click)="theme.setPreference(nextTheme())"
  >
    <tiq-icon [name]="icon()" />
  </button>`,
})
export class ThemeSwitch {
  protected readonly theme = inject(Theme);
  protected readonly icon = computed(() => ICONS[this.theme.preference()]);
  protected readonly nextTheme = computed(
    () => THEMES[(THEMES.indexOf(this.theme.preference()) + 1) % THEMES.length]!,
  );
  protected readonly label = computed(
    () =>
      $localize`Theme: ${NAMES[this.theme.preference()]}:theme:. Switch to ${NAMES[this.nextTheme()]}:next:`,
  );

  constructor() {
    useShortcuts(
      THEMES.map((choice) => ({
        label: $localize`Theme: ${NAMES[choice]}:theme:`,
        run: () => this.theme.setPreference(choice),
      })),
    );
  }
}
