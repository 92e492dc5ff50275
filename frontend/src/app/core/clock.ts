import { Injectable, signal } from '@angular/core';

/**
 * Current time as a signal, updated every 30 seconds. Shared so that all relative times change
 * together.
 */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly current = signal(Date.now());
  readonly now = this.current.asReadonly();

  constructor() {
    setInterval(() => this.current.set(Date.now()), 30_000);
  }
}
