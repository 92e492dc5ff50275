import { Component, computed, input } from '@angular/core';
import { TicketCategory, TicketPriority, TicketStatus } from '../core/api-types';
import { Icon, IconName } from './icon';
import { categoryNames, priorityNames, statusNames } from './ticket-terms';

const statusIcons: Record<TicketStatus, IconName> = {
  open: 'circle',
  in_progress: 'half',
  resolved: 'done',
  closed: 'archive',
};

@Component({
  selector: 'tiq-status',
  imports: [Icon],
  host: { class: 'inline-flex' },
  template: `<span class="pill" [class]="'status-' + status()">
    <tiq-icon [name]="icon()" [size]="12" />{{ name() }}
  </span>`,
})
export class StatusBadge {
  readonly status = input.required<TicketStatus>();
  protected readonly icon = computed(() => statusIcons[this.status()]);
  protected readonly name = computed(() => statusNames[this.status()]);
}

const bars: Record<TicketPriority, number> = { low: 1, medium: 2, high: 3, critical: 4 };

/** Four bars and the word: never told by colour alone. Dashed and violet while it is the machine's. */
@Component({
  selector: 'tiq-priority',
  host: { class: 'inline-flex' },
  template: `<span class="pill" [class]="tone()" [title]="hint()">
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
    {{ name() }}
    @if (machine()) {
      <span i18n class="sr-only">(suggested)</span>
    }
  </span>`,
})
export class PriorityBadge {
  readonly priority = input.required<TicketPriority>();
  readonly machine = input(false);
  protected readonly level = computed(() => bars[this.priority()]);
  protected readonly name = computed(() => priorityNames[this.priority()]);
  protected readonly tone = computed(() =>
    this.machine() ? 'by-machine' : `pill-plain priority-${this.priority()}`,
  );
  protected readonly hint = computed(() =>
    this.machine() ? $localize`Suggested, awaiting review` : $localize`Priority`,
  );
}

@Component({
  selector: 'tiq-category',
  imports: [Icon],
  host: { class: 'inline-flex' },
  template: `<span class="pill" [class]="machine() ? 'by-machine' : 'pill-plain'" [title]="hint()">
    @if (machine()) {
      <tiq-icon name="spark" [size]="11" />
    }
    {{ name() }}
    @if (machine()) {
      <span i18n class="sr-only">(suggested)</span>
    }
  </span>`,
})
export class CategoryBadge {
  readonly category = input.required<TicketCategory>();
  readonly machine = input(false);
  protected readonly name = computed(() => categoryNames[this.category()]);
  protected readonly hint = computed(() =>
    this.machine() ? $localize`Suggested, awaiting review` : $localize`Category`,
  );
}
