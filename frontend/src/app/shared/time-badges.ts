import { Component, computed, inject, input } from '@angular/core';
import { Ticket } from '../core/api-types';
import { Clock } from '../core/clock';
import { isResolved } from '../core/ticket-labels';
import { Badge } from './badge';
import { Icon } from './icon';
import { formatDistance, isSnoozed } from './ticket-times';
import { formatDateTime } from './time-format';

/** Badges for a snoozed ticket, and for one that is due or overdue. */
@Component({
  selector: 'tiq-time-badges',
  imports: [Badge, Icon],
  host: { class: 'inline-flex shrink-0 items-center gap-1.5 empty:hidden' },
  template: `@if (snoozed(); as until) {
      <span tiqBadge="plain" data-testid="snoozed" [title]="snoozedTitle()">
        <tiq-icon name="snooze" [size]="11" /><span i18n class="sr-only">Snoozed,&ngsp;</span
        ><span class="badge-label">{{ until }}</span>
      </span>
    }
    @if (due(); as at) {
      <span
        [tiqBadge]="overdue() ? 'overdue' : 'plain'"
        data-testid="due"
        [title]="dueTitle()"
        [attr.data-overdue]="overdue() || null"
      >
        <tiq-icon name="clock" [size]="11" />
        @if (overdue()) {
          <span i18n class="sr-only">Overdue,&ngsp;</span>
        } @else {
          <span i18n class="sr-only">Due,&ngsp;</span>
        }
        <span class="badge-label">{{ at }}</span>
      </span>
    }`,
})
export class TimeBadges {
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Pick<Ticket, 'snoozed_until' | 'due_at' | 'status'>>();
  protected readonly snoozed = computed(() => {
    const { snoozed_until } = this.ticket();
    return isSnoozed(this.ticket(), this.clock.now()) && formatDistance(snoozed_until!, this.clock.now());
  });
  /** A resolved ticket has kept its promise. */
  protected readonly due = computed(() => {
    const { due_at, status } = this.ticket();
    return due_at && !isResolved(status) ? formatDistance(due_at, this.clock.now()) : null;
  });
  protected readonly overdue = computed(() => Date.parse(this.ticket().due_at ?? '') <= this.clock.now());
  protected readonly snoozedTitle = computed(() => {
    const time = formatDateTime(this.ticket().snoozed_until ?? '');
    return $localize`Snoozed until ${time}:time:`;
  });
  protected readonly dueTitle = computed(() => {
    const time = formatDateTime(this.ticket().due_at ?? '');
    return this.overdue() ? $localize`Was due ${time}:time:` : $localize`Due ${time}:time:`;
  });
}
