import { Component, computed, DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { Icon } from '../shared/icon';
import { Connection } from '../core/connection';
import { Toasts } from '../core/toasts';

/** Shorter interruptions are not shown. */
const SHOW_DELAY_MS = 3_000;

/**
 * Banner above the page while the service is unreachable. The CSS variable `--banner` is its
 * height.
 */
@Component({
  selector: 'tiq-connection-banner',
  imports: [Icon],
  host: {
    role: 'status',
    class: 'sticky top-0 z-40 block',
  },
  template: `@if (visible()) {
    <p
      class="flex h-9 items-center justify-center gap-2.5 border-b border-line-strong bg-raised px-3 text-sm"
      data-testid="connection-lost"
    >
      <tiq-icon name="warning" class="text-critical" />
      <span class="truncate">
        @if (connection.state() !== 'offline') {
          <ng-container i18n>Server unreachable. Reconnecting…</ng-container>
        } @else {
          <ng-container i18n>You’re offline.</ng-container>
        }
        {{ ' ' }}<span i18n class="text-soft">Your drafts are saved.</span>
      </span>
    </p>
  }`,
})
export class ConnectionBanner {
  protected readonly connection = inject(Connection);
  private readonly disconnected = signal(false);
  readonly visible = computed(() => this.connection.state() === 'offline' || this.disconnected());

  constructor() {
    const toasts = inject(Toasts);
    let timer: ReturnType<typeof setTimeout> | undefined;
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
    effect(() => {
      const offline = this.connection.state() !== 'live';
      clearTimeout(timer);
      if (offline) timer = setTimeout(() => this.disconnected.set(true), SHOW_DELAY_MS);
      else if (untracked(this.disconnected)) {
        this.disconnected.set(false);
        toasts.showSuccess($localize`Reconnected`);
      }
    });
  }
}
