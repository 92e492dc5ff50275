import { Component, inject, input, output } from '@angular/core';
import { Agents, workloadInWords } from '../../core/agents';
import { Me, TicketCategory, TicketChanges, TicketPriority, TicketStatus } from '../../core/api-types';
import { Icon } from '../../shared/icon';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  statuses,
  statusNames,
} from '../../shared/ticket-terms';

@Component({
  selector: 'tiq-inbox-bulk-bar',
  imports: [Icon],
  template: `<div
    class="card sticky bottom-[calc(var(--tabbar)+0.5rem)] z-20 mx-3 my-3 flex flex-wrap items-center gap-2 bg-raised p-2 shadow-[var(--shadow-m)] md:bottom-3 lg:mx-4"
    role="toolbar"
    aria-label="Change the selected tickets"
    i18n-aria-label
  >
    <span i18n class="px-2 font-medium" role="status">{{ count() }} selected</span>
    <select #status class="input w-auto" aria-label="Set status" i18n-aria-label (change)="setStatus(status)">
      <option i18n value="">Status…</option>
      @for (each of statuses; track each) {
        <option [value]="each">{{ statusNames[each] }}</option>
      }
    </select>
    <select
      #priority
      class="input w-auto"
      aria-label="Set priority"
      i18n-aria-label
      (change)="setPriority(priority)"
    >
      <option i18n value="">Priority…</option>
      @for (each of priorities; track each) {
        <option [value]="each">{{ priorityNames[each] }}</option>
      }
    </select>
    <select
      #category
      class="input w-auto"
      aria-label="Set category"
      i18n-aria-label
      (change)="setCategory(category)"
    >
      <option i18n value="">Category…</option>
      @for (each of categories; track each) {
        <option [value]="each">{{ categoryNames[each] }}</option>
      }
    </select>
    @if (me(); as me) {
      <button i18n type="button" class="btn" (click)="apply.emit({ assignee_id: me.id })">
        Assign to me
      </button>
    }
    <select
      #agent
      class="input w-auto max-w-56"
      aria-label="Assign to an agent"
      i18n-aria-label
      (change)="assign(agent)"
    >
      <option i18n value="">Assign to…</option>
      @for (each of agents.all(); track each.id) {
        <option [value]="each.id">{{ each.name }} · {{ workload(each) }}</option>
      }
    </select>
    <button i18n type="button" class="btn" (click)="apply.emit({ assignee_id: null })">Unassign</button>
    <button type="button" class="btn btn-ghost ms-auto" (click)="dismiss.emit()">
      <tiq-icon name="close" />Clear selection
    </button>
  </div>`,
})
export class InboxBulkBar {
  readonly count = input.required<number>();
  readonly me = input.required<Me | null>();
  readonly apply = output<TicketChanges>();
  readonly dismiss = output<void>();
  protected readonly statuses = statuses;
  protected readonly statusNames = statusNames;
  protected readonly priorities = priorities;
  protected readonly priorityNames = priorityNames;
  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;

  protected readonly agents = inject(Agents);
  protected readonly workload = workloadInWords;

  constructor() {
    this.agents.refresh();
  }

  protected assign(box: HTMLSelectElement): void {
    if (box.value) this.apply.emit({ assignee_id: Number(box.value) });
    box.value = '';
  }
  protected setStatus(box: HTMLSelectElement): void {
    if (box.value) this.apply.emit({ status: box.value as TicketStatus });
    box.value = '';
  }
  protected setPriority(box: HTMLSelectElement): void {
    if (box.value) this.apply.emit({ priority: box.value as TicketPriority });
    box.value = '';
  }
  protected setCategory(box: HTMLSelectElement): void {
    if (box.value) this.apply.emit({ category: box.value as TicketCategory });
    box.value = '';
  }
}
