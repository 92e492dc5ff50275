import { Injectable, signal } from '@angular/core';

/** The present, told every half minute: ages on all pages move together and none needs a timer of its own. */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly current = signal(Date.now());
  readonly now = this.current.asReadonly();

  constructor() {
    setInterval(() => this.current.set(Date.now()), 30_000);
  }
}
