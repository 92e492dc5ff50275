import { Component, effect, inject, input } from '@angular/core';
import { Countdown } from '../core/countdown';

/** Countdown in seconds. Hidden from screen readers, because it changes every second. */
@Component({
  selector: 'tiq-countdown-timer',
  providers: [Countdown],
  host: { 'aria-hidden': 'true', class: 'tabular-nums' },
  template: `<ng-container i18n>{{ countdown.seconds() }} s</ng-container>`,
})
export class CountdownTimer {
  readonly endsAt = input.required<number>();
  protected readonly countdown = inject(Countdown);

  constructor() {
    effect(() => this.countdown.start((this.endsAt() - Date.now()) / 1000));
  }
}
