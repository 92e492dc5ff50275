import { Component, computed, inject } from '@angular/core';
import { Connection } from '../connection';

const words = {
  offline: $localize`Offline`,
  connecting: $localize`Connecting`,
  live: $localize`Live`,
  reconnecting: $localize`Reconnecting`,
};
const dots = {
  offline: 'bg-critical',
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
  private readonly connection = inject(Connection);
  protected readonly word = computed(() => words[this.connection.state()]);
  protected readonly dot = computed(() => dots[this.connection.state()]);
}
