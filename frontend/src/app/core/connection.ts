import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { LiveEvents } from './live-events';

/**
 * Connection state of the tab: "offline" as reported by the browser, otherwise the state of the
 * event stream.
 */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly liveEvents = inject(LiveEvents);
  private readonly online = signal(navigator.onLine);

  readonly state = computed(() => (this.online() ? this.liveEvents.state() : 'offline'));

  constructor() {
    addEventListener('online', () => this.online.set(true));
    addEventListener('offline', () => this.online.set(false));
  }
}

/** Runs the callback each time the connection is established, until the component is destroyed. */
export function onConnected(callback: () => void): void {
  const connection = inject(Connection);
  effect(() => {
    if (connection.state() === 'live') untracked(callback);
  });
}
