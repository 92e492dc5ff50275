import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Ticket, TicketStatus } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Avatar } from '../../shared/avatar';
import { CategoryBadge, PriorityBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { DraftMark } from '../../shared/draft-mark';
import { ReplyMark } from '../../shared/reply-mark';
import { mayMove } from '../../shared/status-moves';
import { SuggestionMark } from '../../shared/suggestion-signs';
import { isMachines, statuses, statusNames } from '../../shared/ticket-terms';
import { age, exactTime } from '../../shared/time-words';

@Component({
  selector: 'tiq-board-card',
  imports: [
    Avatar,
    CategoryBadge,
    PriorityBadge,
    CdkMenu,
    CdkMenuItem,
    CdkMenuTrigger,
    Icon,
    DraftMark,
    ReplyMark,
    RouterLink,
    SuggestionMark,
  ],
  host: {
    class: 'block cursor-grab touch-manipulation active:cursor-grabbing pointer-coarse:select-none',
    '[attr.data-card]': 'ticket().id',
    '(contextmenu)': 'keepTouch($event)',
  },
  template: `@let t = ticket();
    <article
      class="card p-2.5 shadow-[var(--shadow-s)] hover:border-line-strong has-[a:focus-visible]:border-accent"
      [class]="mark()"
    >
      <div class="flex items-start gap-1">
        <a
          class="line-clamp-2 min-w-0 flex-1 text-[length:var(--text-sm)] leading-snug [overflow-wrap:anywhere] hover:underline"
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
          class="btn btn-ghost btn-icon -mt-1 -me-1 min-h-7 w-7"
          [attr.aria-label]="menuName()"
          title="Move to…"
          i18n-title
          [cdkMenuTriggerFor]="menu"
        >
          <tiq-icon name="more" [size]="14" />
        </button>
      </div>
      <div class="mt-2 flex flex-wrap items-center gap-1.5">
        <tiq-priority [priority]="t.priority" [machine]="machine()" />
        <tiq-category [category]="t.category" [machine]="machine()" />
        <tiq-suggestion-mark [ticket]="t" />
        <tiq-reply-mark [ticket]="t" />
        <tiq-draft-mark [ticketId]="t.id" />
      </div>
      <div class="mt-2 flex items-center gap-2 text-[length:var(--text-xs)] text-faint tabular-nums">
        <span>#{{ t.id }}</span>
        <time [attr.datetime]="t.created_at" [title]="exact(t.created_at)">{{ age() }}</time>
        @if (t.assignee; as assignee) {
          <tiq-avatar class="ms-auto" [name]="assignee.name" />
        }
      </div>
    </article>
    <ng-template #menu>
      <div class="menu" cdkMenu>
        <p i18n class="eyebrow px-2 pt-1 pb-1.5" role="presentation">Move to…</p>
        @for (to of others(); track to) {
          <button
            type="button"
            class="menu-item"
            cdkMenuItem
            [cdkMenuItemDisabled]="!may(to)"
            (cdkMenuItemTriggered)="move.emit(to)"
          >
            {{ statusNames[to] }}
            @if (!may(to)) {
              <span i18n class="ms-auto text-[length:var(--text-xs)]">not allowed</span>
            }
          </button>
        }
      </div>
    </ng-template>`,
})
export class BoardCard {
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Ticket>();
  readonly carried = input(false);
  readonly returned = input(false);
  readonly move = output<TicketStatus>();
  protected readonly mark = computed(() => {
    if (this.carried()) return 'ring-2 ring-accent shadow-[var(--shadow-l)]';
    return this.returned() ? 'ring-2 ring-critical' : '';
  });
  protected readonly statusNames = statusNames;
  protected readonly exact = exactTime;
  protected readonly menuName = computed(() => $localize`Move ticket ${this.ticket().id}:id:`);
  protected readonly age = computed(() => age(this.ticket().created_at, this.clock.now()));
  protected readonly machine = computed(() => isMachines(this.ticket().triage.state));
  protected readonly others = computed(() => statuses.filter((each) => each !== this.ticket().status));

  /** A long press drags the card; the browser would open the link's menu. */
  protected keepTouch(event: Event): void {
    if ((event as PointerEvent).pointerType === 'touch') event.preventDefault();
  }
  protected may(to: TicketStatus): boolean {
    return mayMove(this.ticket().status, to);
  }
}
