import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

const STORAGE_KEY = 'ticketiq.inbox.preview';

/** Whether the preview is shown: enabled in this browser, and the window is wide enough. */
@Injectable({ providedIn: 'root' })
export class PreviewPreference {
  private readonly enabled = signal(localStorage.getItem(STORAGE_KEY) === 'on');
  private readonly wide = signal(false);
  readonly fits = this.wide.asReadonly();
  readonly shown = computed(() => this.enabled() && this.wide());

  constructor() {
    const query = matchMedia('(min-width: 80rem)');
    const update = () => this.wide.set(query.matches);
    update();
    query.addEventListener('change', update);
    inject(DestroyRef).onDestroy(() => query.removeEventListener('change', update));
  }

  toggle(): void {
    if (!this.wide()) return;
    this.enabled.update((on) => !on);
    localStorage.setItem(STORAGE_KEY, this.enabled() ? 'on' : 'off');
  }
}
