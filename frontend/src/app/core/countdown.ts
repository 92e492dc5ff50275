import { DestroyRef, inject, Injectable, signal } from '@angular/core';

/** Seconds that are left to wait, told every second. */
@Injectable()
export class Countdown {
  private readonly left = signal(0);
  private until = 0;
  private ticking: ReturnType<typeof setInterval> | undefined;
  readonly seconds = this.left.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.ticking));
  }

  start(seconds: number): void {
    // By the clock and not by counting: a tab in the background ticks rarely.
    this.until = Date.now() + seconds * 1000;
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  private tick(): void {
    this.left.set(Math.max(0, Math.ceil((this.until - Date.now()) / 1000)));
    if (this.left() === 0) clearInterval(this.ticking);
  }
}
