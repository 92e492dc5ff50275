import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

const STORED_AS = 'ticketiq.inbox.preview';

/** Whether the current ticket is shown beside the list: where there is room, and as was chosen last here. */
@Injectable({ providedIn: 'root' })
export class PreviewChoice {
  private readonly chosen = signal(localStorage.getItem(STORED_AS) === 'on');
  private readonly wide = signal(false);
  readonly fits = this.wide.asReadonly();
  readonly shown = computed(() => this.chosen() && this.wide());

  constructor() {
    const query = matchMedia('(min-width: 80rem)');
    const follow = () => this.wide.set(query.matches);
    follow();
    query.addEventListener('change', follow);
    inject(DestroyRef).onDestroy(() => query.removeEventListener('change', follow));
  }

  toggle(): void {
    if (!this.wide()) return;
    this.chosen.update((on) => !on);
    localStorage.setItem(STORED_AS, this.chosen() ? 'on' : 'off');
  }
}
