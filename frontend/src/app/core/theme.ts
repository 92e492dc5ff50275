import { DOCUMENT } from '@angular/common';
import { computed, effect, inject, Injectable, signal } from '@angular/core';

export type ThemePreference = 'system' | 'light' | 'dark';
const STORAGE_KEY = 'ticketiq.theme';

/**
 * Light or dark theme; follows the system by default. `public/theme.js` applies the same rule
 * before the first paint.
 */
@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly systemQuery = matchMedia('(prefers-color-scheme: dark)');
  private readonly systemIsDark = signal(this.systemQuery.matches);
  readonly preference = signal<ThemePreference>(readStored());
  readonly dark = computed(() =>
    this.preference() === 'system' ? this.systemIsDark() : this.preference() === 'dark',
  );

  constructor() {
    this.systemQuery.addEventListener('change', (event) => this.systemIsDark.set(event.matches));
    effect(() => (this.root.dataset['theme'] = this.dark() ? 'dark' : 'light'));
  }

  setPreference(preference: ThemePreference): void {
    this.preference.set(preference);
    if (preference === 'system') localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, preference);
  }
}

function readStored(): ThemePreference {
  const value = localStorage.getItem(STORAGE_KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}
