import { Injectable, signal } from '@angular/core';

/** The present, told every half minute: ages on all pages move together and none needs a timer of its own. */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly time = signal(Date.now());
  readonly now = this.time.asReadonly();

  constructor() {
    setInterval(() => this.time.set(Date.now()), 30_000);
  }
}
