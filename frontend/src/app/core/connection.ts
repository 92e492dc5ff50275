import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { LiveEvents } from './live-events';

/** What the tab knows of its way to the service: the browser's word that there is no network comes first. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly live = inject(LiveEvents);
  private readonly hasNetwork = signal(navigator.onLine);

  readonly state = computed(() => (this.hasNetwork() ? this.live.state() : 'offline'));

  constructor() {
    addEventListener('online', () => this.hasNetwork.set(true));
    addEventListener('offline', () => this.hasNetwork.set(false));
  }
}

/** Runs when the connection is there, at first and after each loss, while the component lives. */
export function whenConnected(run: () => void): void {
  const connection = inject(Connection);
  effect(() => {
    if (connection.state() === 'live') untracked(run);
  });
}
