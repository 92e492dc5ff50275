import { Component, computed, inject, input, output } from '@angular/core';
import { Agents, workloadInWords } from '../../core/agents';
import {
  Me,
  Ticket,
  TicketCategory,
  TicketChanges,
  TicketPriority,
  TicketStatus,
} from '../../core/api-types';
import { Icon } from '../../shared/icon';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  statuses,
  statusNames,
} from '../../shared/ticket-terms';
import { count } from '../../shared/total-words';

export interface BulkChange {
  changes: TicketChanges;
  /** The agent that `changes.assignee_id` means. */
  assignee?: Ticket['assignee'];
}

@Component({
  selector: 'tiq-inbox-bulk-bar',
  imports: [Icon],
  templateUrl: './inbox-bulk-bar.html',
})
export class InboxBulkBar {
  readonly count = input.required<number>();
  readonly progress = input<{ done: number; of: number } | null>(null);
  readonly me = input.required<Me | null>();
  readonly apply = output<BulkChange>();
  readonly dismiss = output<void>();
  protected readonly statuses = statuses;
  protected readonly statusNames = statusNames;
  protected readonly priorities = priorities;
  protected readonly priorityNames = priorityNames;
  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;

  protected readonly agents = inject(Agents);
  protected readonly workload = workloadInWords;
  protected readonly words = computed(() => {
    const progress = this.progress();
    if (progress) return $localize`${count(progress.done)}:done: of ${count(progress.of)}:all: changed…`;
    return $localize`${count(this.count())}:count: selected`;
  });

  constructor() {
    this.agents.refresh();
  }

  protected assignTo(assignee: Ticket['assignee']): void {
    this.apply.emit({ changes: { assignee_id: assignee?.id ?? null }, assignee });
  }
  protected assign(box: HTMLSelectElement): void {
    const agent = this.agents.all().find((each) => String(each.id) === box.value);
    if (agent) this.assignTo({ id: agent.id, name: agent.name });
    box.value = '';
  }
  protected setStatus(box: HTMLSelectElement): void {
    if (box.value) this.apply.emit({ changes: { status: box.value as TicketStatus } });
    box.value = '';
  }
  protected setPriority(box: HTMLSelectElement): void {
    if (box.value) this.apply.emit({ changes: { priority: box.value as TicketPriority } });
    box.value = '';
  }
  protected setCategory(box: HTMLSelectElement): void {
    if (box.value) this.apply.emit({ changes: { category: box.value as TicketCategory } });
    box.value = '';
  }
}
