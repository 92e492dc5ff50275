import { Component, computed, input } from '@angular/core';
import { Ticket, TicketCategory, TicketPriority, TicketStatus } from '../core/api-types';
import { Icon, IconName } from './icon';
import { categoryNames, priorityNames, statusNames } from '../core/ticket-labels';
import { Badge } from './badge';

const STATUS_ICONS: Record<TicketStatus, IconName> = {
  open: 'circle',
  in_progress: 'half',
  waiting: 'hourglass',
  resolved: 'done',
  closed: 'archive',
};

@Component({
  selector: 'tiq-status-badge',
  imports: [Badge, Icon],
  host: { class: 'inline-flex' },
  template: `<span [tiqBadge]="status()"> <tiq-icon [name]="icon()" [size]="12" />{{ label() }} </span>`,
})
export class StatusBadge {
  readonly status = input.required<TicketStatus>();
  protected readonly icon = computed(() => STATUS_ICONS[this.status()]);
  protected readonly label = computed(() => statusNames[this.status()]);
}

const PRIORITY_LEVELS: Record<TicketPriority, number> = { low: 1, medium: 2, high: 3, critical: 4 };

/**
 * Priority as four bars and text, so that it doesn't rely on color alone. Unreviewed suggestions
 * are dashed.
 */
@Component({
  selector: 'tiq-priority-badge',
  imports: [Badge],
  host: { class: 'inline-flex' },
  template: `<span [tiqBadge]="suggested() ? 'suggested' : 'plain'" [class]="color()" [title]="title()">
    <svg width="13" height="12" viewBox="0 0 13 12" aria-hidden="true" fill="currentColor">
      @for (bar of [1, 2, 3, 4]; track bar) {
        <rect
          [attr.x]="(bar - 1) * 3.5"
          [attr.y]="10 - bar * 2.25"
          width="2.25"
          [attr.height]="1 + bar * 2.25"
          rx="0.75"
          [attr.opacity]="bar <= level() ? 1 : 0.25"
        />
      }
    </svg>
    {{ label() }}
    @if (suggested()) {
      <span i18n class="sr-only">(suggested)</span>
    }
  </span>`,
})
export class PriorityBadge {
  readonly priority = input.required<TicketPriority>();
  readonly suggested = input(false);
  protected readonly level = computed(() => PRIORITY_LEVELS[this.priority()]);
  protected readonly label = computed(() => priorityNames[this.priority()]);
  protected readonly color = computed(() => (this.suggested() ? '' : `priority-${this.priority()}`));
  protected readonly title = computed(() =>
    this.suggested() ? $localize`Suggested, awaiting review` : $localize`Priority`,
  );
}

@Component({
  selector: 'tiq-category-badge',
  imports: [Badge, Icon],
  host: { class: 'inline-flex' },
  template: `<span [tiqBadge]="suggested() ? 'suggested' : 'plain'" [title]="title()">
    @if (suggested()) {
      <tiq-icon name="spark" [size]="11" />
    }
    {{ label() }}
    @if (suggested()) {
      <span i18n class="sr-only">(suggested)</span>
    }
  </span>`,
})
export class CategoryBadge {
  readonly category = input.required<TicketCategory>();
  readonly suggested = input(false);
  protected readonly label = computed(() => categoryNames[this.category()]);
  protected readonly title = computed(() =>
    this.suggested() ? $localize`Suggested, awaiting review` : $localize`Category`,
  );
}

@Component({
  selector: 'tiq-topic-badge',
  imports: [Badge, Icon],
  host: { class: 'inline-flex min-w-0' },
  template: `<span
    class="max-w-48 min-w-0"
    [tiqBadge]="suggested() ? 'suggested' : 'plain'"
    [title]="title()"
  >
    @if (suggested()) {
      <tiq-icon name="spark" [size]="11" />
    }
    <span class="truncate" dir="auto">{{ topic().name }}</span>
    @if (suggested()) {
      <span i18n class="sr-only">(suggested)</span>
    }
  </span>`,
})
export class TopicBadge {
  readonly topic = input.required<NonNullable<Ticket['topic']>>();
  readonly suggested = input(false);
  protected readonly title = computed(() =>
    this.suggested()
      ? $localize`Suggested topic: ${this.topic().name}:topic:`
      : $localize`Topic: ${this.topic().name}:topic:`,
  );
}
