import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { LiveEvents } from './live-events';

/** What the tab knows of its way to the service: the browser's word that there is no network comes first. */
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

/** Runs when the connection is there, at first and after each loss, while the component lives. */
export function onConnected(callback: () => void): void {
  const connection = inject(Connection);
  effect(() => {
    if (connection.state() === 'live') untracked(callback);
  });
}
