import { Component, computed, inject } from '@angular/core';
import { Connection } from '../core/connection';

const LABELS = {
  offline: $localize`Offline`,
  connecting: $localize`Connecting`,
  live: $localize`Live`,
  reconnecting: $localize`Reconnecting`,
};
const DOT_CLASSES = {
  offline: 'bg-critical',
  connecting: 'bg-[var(--c-control)]',
  live: 'bg-[var(--c-resolved)]',
  reconnecting: 'bg-[var(--c-in-progress)] animate-pulse',
};

@Component({
  selector: 'tiq-connection-status',
  host: { role: 'status', class: 'flex items-center gap-2 px-2 text-xs text-faint' },
  template: `<span class="size-2 rounded-full" [class]="dotClass()"></span>
    <span class="md:max-xl:sr-only">{{ label() }}</span>`,
})
export class ConnectionStatus {
  private readonly connection = inject(Connection);
  protected readonly label = computed(() => LABELS[this.connection.state()]);
  protected readonly dotClass = computed(() => DOT_CLASSES[this.connection.state()]);
}
