import { Component, computed, Directive, inject, input } from '@angular/core';
import { currentLanguage } from '../core/language';
import { ShortcutPreference } from '../core/shortcut-preference';
import { isSingleKeyShortcut } from '../core/shortcuts';

const KEY_NAMES: Record<string, string> = { Enter: $localize`Enter`, ' ': $localize`Space` };

/** Appends the enabled keys of an action to its title: "Skip (j or s)". */
@Directive({ selector: '[tiqShortcut]', host: { '[attr.title]': 'titleWithKeys()' } })
export class ShortcutTitle {
  private readonly preference = inject(ShortcutPreference);
  readonly title = input('');
  /** A shortcut as in `Shortcut.key`, or alternatives. */
  readonly shortcut = input.required<string | readonly string[]>({ alias: 'tiqShortcut' });

  protected readonly titleWithKeys = computed(() => {
    const enabled = [this.shortcut()]
      .flat()
      .filter((key) => this.preference.enabled() || !isSingleKeyShortcut(key))
      .map((key) => KEY_NAMES[key] ?? key);
    const keys = new Intl.ListFormat(currentLanguage(), { type: 'disjunction' }).format(enabled);
    return keys && this.title() ? `${this.title()} (${keys})` : this.title() || keys || null;
  });
}

/** Key of a single-key shortcut beside its action, while these are enabled. */
@Component({
  selector: 'tiq-shortcut-key',
  host: { class: 'empty:hidden', 'aria-hidden': 'true' },
  template: `@if (preference.enabled()) {
    <kbd class="kbd">{{ key() }}</kbd>
  }`,
})
export class ShortcutKey {
  protected readonly preference = inject(ShortcutPreference);
  readonly key = input.required<string>();
}
