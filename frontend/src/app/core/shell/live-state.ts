import { Component, computed, inject } from '@angular/core';
import { LiveEvents } from '../live-events';

const words = {
  connecting: $localize`Connecting`,
  live: $localize`Live`,
  reconnecting: $localize`Reconnecting`,
};
const dots = {
  connecting: 'bg-[var(--c-control)]',
  live: 'bg-[var(--c-resolved)]',
  reconnecting: 'bg-[var(--c-in-progress)] animate-pulse',
};

@Component({
  selector: 'tiq-live-state',
  host: { role: 'status', class: 'flex items-center gap-2 px-2 text-[length:var(--text-xs)] text-faint' },
  template: `<span class="size-2 rounded-full" [class]="dot()"></span>
    <span class="md:max-xl:sr-only">{{ word() }}</span>`,
})
export class LiveState {
  private readonly stream = inject(LiveEvents);
  protected readonly word = computed(() => words[this.stream.state()]);
  protected readonly dot = computed(() => dots[this.stream.state()]);
}
