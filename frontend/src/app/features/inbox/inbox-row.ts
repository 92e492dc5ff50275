import { Component, computed, ElementRef, inject, input, output, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Ticket } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Avatar } from '../../shared/avatar';
import { CategoryBadge, PriorityBadge, StatusBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { isMachines } from '../../shared/ticket-terms';
import { age, exactTime } from '../../shared/time-words';

@Component({
  selector: 'tiq-inbox-row',
  imports: [RouterLink, Avatar, CategoryBadge, PriorityBadge, StatusBadge, Icon],
  templateUrl: './inbox-row.html',
  host: { class: 'block' },
})
export class InboxRow {
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Ticket>();
  readonly current = input(false);
  readonly selected = input(false);
  readonly pick = output<void>();
  readonly accept = output<void>();
  readonly reach = output<void>();
  readonly pickTag = output<string>();

  private readonly link = viewChild.required<ElementRef<HTMLAnchorElement>>('link');
  protected readonly machine = computed(() => isMachines(this.ticket().triage.state));
  protected readonly age = computed(() => age(this.ticket().created_at, this.clock.now()));
  protected readonly exact = computed(() => exactTime(this.ticket().created_at));
  protected readonly requester = computed(
    () => this.ticket().requester?.name || this.ticket().requester?.email || '',
  );
  protected readonly confidence = computed(() => {
    const value = this.ticket().triage.confidence;
    return value === null || value === undefined ? '' : ` (${Math.round(value * 100)} % sure)`;
  });

  focus(): void {
    this.link().nativeElement.focus();
    this.link().nativeElement.scrollIntoView({ block: 'nearest' });
  }
}
