import { Component, computed, inject, input } from '@angular/core';
import { Ticket } from '../core/api-types';
import { Clock } from '../core/clock';
import { Icon } from './icon';
import { formatRelativeTime } from './time-format';
import { Badge } from './badge';

/** Badges for unread messages and unanswered replies of the requester. */
@Component({
  selector: 'tiq-reply-badge',
  imports: [Badge, Icon],
  host: { class: 'inline-flex shrink-0 items-center gap-1.5 empty:hidden' },
  template: `@if (ticket().unread) {
      <span class="size-2 rounded-full bg-accent" aria-hidden="true"></span
      ><span i18n class="sr-only">Unread</span>
    }
    @if (ticket().customer_replied_at) {
      <span tiqBadge="accent" [title]="repliedAgo()">
        <tiq-icon name="reply" [size]="11" /><span i18n class="badge-label">Customer replied</span>
      </span>
    }`,
})
export class ReplyBadge {
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Pick<Ticket, 'unread' | 'customer_replied_at'>>();
  protected readonly repliedAgo = computed(() =>
    formatRelativeTime(this.ticket().customer_replied_at ?? '', this.clock.now()),
  );
}
