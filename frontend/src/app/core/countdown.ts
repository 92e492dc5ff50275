import { DestroyRef, inject, Injectable, signal } from '@angular/core';

/** Counts down seconds, updated once a second. */
@Injectable()
export class Countdown {
  private readonly remaining = signal(0);
  private endsAt = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  readonly seconds = this.remaining.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => clearInterval(this.timer));
  }

  start(seconds: number): void {
    // Based on the clock, because timers are throttled in background tabs.
    this.endsAt = Date.now() + seconds * 1000;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  private tick(): void {
    this.remaining.set(Math.max(0, Math.ceil((this.endsAt - Date.now()) / 1000)));
    if (this.remaining() === 0) clearInterval(this.timer);
  }
}
