import { Component, inject } from '@angular/core';
import { Avatar } from '../../shared/avatar';
import { Presence } from './presence';

@Component({
  selector: 'tiq-ticket-viewers',
  imports: [Avatar],
  host: { role: 'status', class: 'inline-flex items-center gap-1.5', 'data-testid': 'viewers' },
  template: `@if (presence.viewers().length) {
    <span class="inline-flex -space-x-1.5">
      @for (viewer of presence.viewers(); track viewer.id) {
        <tiq-avatar class="rounded-full border-2 border-canvas" [name]="viewer.name" />
      }
    </span>
    <span class="text-soft">{{ presence.summary() }}</span>
  }`,
})
export class TicketViewers {
  protected readonly presence = inject(Presence);
}
