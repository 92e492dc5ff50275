import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Ticket, TicketStatus } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Avatar } from '../../shared/avatar';
import { CategoryBadge, PriorityBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { DraftBadge } from '../../shared/draft-badge';
import { ReplyBadge } from '../../shared/reply-badge';
import { canTransition } from '../../shared/status-transitions';
import { SuggestionStatusBadge } from '../../shared/suggestion-status';
import { isUndecided, statuses, statusNames } from '../../core/ticket-labels';
import { TimeBadges } from '../../shared/time-badges';
import { formatAge, formatDateTime } from '../../shared/time-format';
import { Button } from '../../shared/button';

@Component({
  selector: 'tiq-board-card',
  imports: [
    Avatar,
    Button,
    CategoryBadge,
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    DraftBadge,
    Icon,
    PriorityBadge,
    ReplyBadge,
    RouterLink,
    SuggestionStatusBadge,
    TimeBadges,
  ],
  host: {
    class: 'block cursor-grab touch-manipulation active:cursor-grabbing pointer-coarse:select-none',
    '[attr.data-card]': 'ticket().id',
    '(contextmenu)': 'suppressTouchMenu($event)',
  },
  template: `@let t = ticket();
    <article
      class="card p-2.5 shadow-s hover:border-line-strong has-[a:focus-visible]:border-accent"
      [class]="stateClass()"
    >
      <div class="flex items-start gap-1">
        <a
          class="line-clamp-2 min-w-0 flex-1 text-sm leading-snug [overflow-wrap:anywhere] hover:underline"
          [class]="t.unread ? 'font-bold' : 'font-medium'"
          dir="auto"
          draggable="false"
          title="Open (Enter), pick up (Space)"
          i18n-title
          [attr.aria-describedby]="'board-keys'"
          [routerLink]="['/tickets', t.id]"
          >{{ t.title }}</a
        >
        <button
          type="button"
          tiqButton="ghost"
          iconOnly
          class="-mt-1 -me-1 min-h-7 w-7"
          [attr.aria-label]="menuLabel()"
          title="Move to…"
          i18n-title
          [cdkMenuTriggerFor]="menu"
        >
          <tiq-icon name="more" [size]="14" />
        </button>
      </div>
      <div class="mt-2 flex flex-wrap items-center gap-1.5">
        <tiq-priority-badge [priority]="t.priority" [suggested]="undecided()" />
        <tiq-category-badge [category]="t.category" [suggested]="undecided()" />
        <tiq-suggestion-status-badge [ticket]="t" />
        <tiq-reply-badge [ticket]="t" />
        <tiq-time-badges [ticket]="t" />
        <tiq-draft-badge [ticketId]="t.id" />
      </div>
      <div class="mt-2 flex items-center gap-2 text-xs text-faint tabular-nums">
        <span>#{{ t.id }}</span>
        <time [attr.datetime]="t.created_at" [title]="formatDateTime(t.created_at)">{{ age() }}</time>
        @if (t.assignee; as assignee) {
          <tiq-avatar class="ms-auto" [name]="assignee.name" />
        }
      </div>
    </article>
    <ng-template #menu>
      <div class="menu" cdkMenu>
        <p i18n class="eyebrow px-2 pt-1 pb-1.5" role="presentation">Move to…</p>
        @for (to of otherStatuses(); track to) {
          <button
            type="button"
            class="menu-item"
            cdkMenuItem
            [cdkMenuItemDisabled]="!canMove(to)"
            (cdkMenuItemTriggered)="move.emit(to)"
          >
            {{ statusNames[to] }}
            @if (!canMove(to)) {
              <span i18n class="ms-auto text-xs">not allowed</span>
            }
          </button>
        }
      </div>
    </ng-template>`,
})
export class BoardCard {
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Ticket>();
  readonly pickedUp = input(false);
  readonly reverted = input(false);
  readonly move = output<TicketStatus>();
  protected readonly stateClass = computed(() => {
    if (this.pickedUp()) return 'ring-2 ring-accent shadow-l';
    return this.reverted() ? 'ring-2 ring-critical' : '';
  });
  protected readonly statusNames = statusNames;
  protected readonly formatDateTime = formatDateTime;
  protected readonly menuLabel = computed(() => $localize`Move ticket ${this.ticket().id}:id:`);
  protected readonly age = computed(() => formatAge(this.ticket().created_at, this.clock.now()));
  protected readonly undecided = computed(() => isUndecided(this.ticket().triage.state));
  protected readonly otherStatuses = computed(() =>
    statuses.filter((status) => status !== this.ticket().status),
  );

  /** A long press drags the card instead of opening the context menu of the link. */
  protected suppressTouchMenu(event: Event): void {
    if ((event as PointerEvent).pointerType === 'touch') event.preventDefault();
  }
  protected canMove(to: TicketStatus): boolean {
    return canTransition(this.ticket().status, to);
  }
}
