import { Component, computed, DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { Icon } from '../../shared/icon';
import { LiveEvents } from '../live-events';
import { Toasts } from '../toasts';

/** A stream that is opened again within this time was not worth a word. */
const SAID_AFTER_MS = 3_000;

/** Says over the page that the service can't be reached, and that it can again. Nothing moves because of it. */
@Component({
  selector: 'tiq-connection-banner',
  imports: [Icon],
  host: {
    role: 'status',
    class: 'pointer-events-none fixed inset-x-3 top-2 z-40 flex justify-center',
    '(window:online)': 'online.set(true)',
    '(window:offline)': 'online.set(false)',
  },
  template: `@if (lost()) {
    <p
      class="pointer-events-auto flex items-center gap-2.5 rounded-full border border-line-strong bg-raised px-4 py-1.5 text-[length:var(--text-sm)] shadow-[var(--shadow-m)]"
      data-testid="connection-lost"
    >
      <tiq-icon name="warning" class="text-critical" />
      <span>
        @if (online()) {
          <ng-container i18n>The service is not reachable; trying again.</ng-container>
        } @else {
          <ng-container i18n>This computer is offline.</ng-container>
        }
        <span i18n class="text-soft">What you type is kept.</span>
      </span>
    </p>
  }`,
})
export class ConnectionBanner {
  private readonly live = inject(LiveEvents);
  protected readonly online = signal(navigator.onLine);
  private readonly longAway = signal(false);
  protected readonly lost = computed(() => !this.online() || this.longAway());

  constructor() {
    const toasts = inject(Toasts);
    let waiting: ReturnType<typeof setTimeout> | undefined;
    inject(DestroyRef).onDestroy(() => clearTimeout(waiting));
    effect(() => {
      const away = this.live.state() !== 'live';
      clearTimeout(waiting);
      if (away) waiting = setTimeout(() => this.longAway.set(true), SAID_AFTER_MS);
      else if (untracked(this.longAway)) {
        this.longAway.set(false);
        toasts.success($localize`Connected again`);
      }
    });
  }
}
