import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Session } from './session';

const storageKey = (userId: number) => `ticketiq.shortcuts.${userId}`;

/**
 * Whether single-key shortcuts are enabled. Stored per user in this browser; Enter, Escape, arrow
 * keys and Ctrl combinations are always enabled.
 */
@Injectable({ providedIn: 'root' })
export class ShortcutPreference {
  private readonly session = inject(Session);
  private readonly enabledState = signal(true);
  readonly enabled = this.enabledState.asReadonly();

  constructor() {
    effect(() => {
      const me = this.session.me();
      untracked(() => this.enabledState.set(!me || localStorage.getItem(storageKey(me.id)) !== 'off'));
    });
    // Changed in another tab of the same user.
    addEventListener('storage', ({ key, newValue }) => {
      const me = this.session.me();
      if (me && key === storageKey(me.id)) this.enabledState.set(newValue !== 'off');
    });
  }

  set(on: boolean): void {
    const me = this.session.me();
    if (!me) return;
    this.enabledState.set(on);
    if (on) localStorage.removeItem(storageKey(me.id));
    else localStorage.setItem(storageKey(me.id), 'off');
  }
}
