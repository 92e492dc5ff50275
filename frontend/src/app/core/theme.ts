import { DOCUMENT } from '@angular/common';
import { computed, effect, inject, Injectable, signal } from '@angular/core';

export type ThemeChoice = 'system' | 'light' | 'dark';
const STORED_AS = 'ticketiq.theme';

/** Follows the system until a theme is chosen. `public/theme.js` does the same before the first paint. */
@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly system = matchMedia('(prefers-color-scheme: dark)');
  private readonly systemIsDark = signal(this.system.matches);
  readonly choice = signal<ThemeChoice>(stored());
  readonly dark = computed(() =>
    this.choice() === 'system' ? this.systemIsDark() : this.choice() === 'dark',
  );

  constructor() {
    this.system.addEventListener('change', (event) => this.systemIsDark.set(event.matches));
    effect(() => (this.root.dataset['theme'] = this.dark() ? 'dark' : 'light'));
  }

  choose(choice: ThemeChoice): void {
    this.choice.set(choice);
    if (choice === 'system') localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, choice);
  }
}

function stored(): ThemeChoice {
  const value = localStorage.getItem(STORED_AS);
  return value === 'light' || value === 'dark' ? value : 'system';
}
