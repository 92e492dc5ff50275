import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Session } from './session';

const storedAs = (person: number) => `ticketiq.shortcuts.${person}`;

/** Whether single keys act. Stored for each person in this browser; Enter, Escape, arrows and Ctrl keys always do. */
@Injectable({ providedIn: 'root' })
export class ShortcutPreference {
  private readonly session = inject(Session);
  private readonly on = signal(true);
  readonly enabled = this.on.asReadonly();

  constructor() {
    effect(() => {
      const me = this.session.me();
      untracked(() => this.on.set(!me || localStorage.getItem(storedAs(me.id)) !== 'off'));
    });
    // Another tab of the same person.
    addEventListener('storage', ({ key, newValue }) => {
      const me = this.session.me();
      if (me && key === storedAs(me.id)) this.on.set(newValue !== 'off');
    });
  }

  set(on: boolean): void {
    const me = this.session.me();
    if (!me) return;
    this.on.set(on);
    if (on) localStorage.removeItem(storedAs(me.id));
    else localStorage.setItem(storedAs(me.id), 'off');
  }
}
