import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Agents, workloadInWords } from '../../core/agents';
import {
  Me,
  Ticket,
  TicketCategory,
  TicketChanges,
  TicketPriority,
  TicketStatus,
} from '../../core/api-types';
import { changesInWords } from '../../shared/change-words';
import { Icon } from '../../shared/icon';
import { allowedMoves } from '../../shared/status-moves';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  statuses,
  statusNames,
} from '../../shared/ticket-terms';
import { count } from '../../shared/total-words';

/** More than these are changed only after a question. */
const ASK_ABOVE = 20;

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
  /** Those of them whose values are known. */
  readonly tickets = input.required<readonly Ticket[]>();
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

  /** Where at least one of them may go. */
  protected readonly reachable = computed(
    () => new Set(this.tickets().flatMap((each) => allowedMoves(each.status))),
  );
  protected readonly agents = inject(Agents);
  protected readonly workload = workloadInWords;
  protected readonly words = computed(() => {
    const progress = this.progress();
    if (progress) return $localize`${count(progress.done)}:done: of ${count(progress.of)}:all: updated…`;
    return $localize`${count(this.count())}:count: selected`;
  });

  private readonly injector = inject(Injector);
  private readonly keep = viewChild<ElementRef<HTMLButtonElement>>('keep');
  /** What waits for a yes. */
  protected readonly asked = signal<BulkChange | null>(null);
  protected readonly question = computed(() => {
    const asked = this.asked();
    if (!asked) return '';
    const change = changesInWords(asked.changes, asked.assignee);
    return $localize`Update ${count(this.count())}:count: tickets? ${change}:change:`;
  });
  protected readonly confirmLabel = computed(() => $localize`Update ${count(this.count())}:count: tickets`);

  constructor() {
    this.agents.refresh();
  }

  protected confirm(): void {
    const asked = this.asked();
    this.asked.set(null);
    if (asked) this.apply.emit(asked);
  }
  protected cancel(event: Event): void {
    event.stopPropagation();
    this.asked.set(null);
  }
  private change(change: BulkChange): void {
    if (this.count() <= ASK_ABOVE) return this.apply.emit(change);
    this.asked.set(change);
    afterNextRender(() => this.keep()?.nativeElement.focus(), { injector: this.injector });
  }

  protected assignTo(assignee: Ticket['assignee']): void {
    this.change({ changes: { assignee_id: assignee?.id ?? null }, assignee });
  }
  protected assign(box: HTMLSelectElement): void {
    const agent = this.agents.all().find((each) => String(each.id) === box.value);
    if (agent) this.assignTo({ id: agent.id, name: agent.name });
    box.value = '';
  }
  protected setStatus(box: HTMLSelectElement): void {
    if (box.value) this.change({ changes: { status: box.value as TicketStatus } });
    box.value = '';
  }
  protected setPriority(box: HTMLSelectElement): void {
    if (box.value) this.change({ changes: { priority: box.value as TicketPriority } });
    box.value = '';
  }
  protected setCategory(box: HTMLSelectElement): void {
    if (box.value) this.change({ changes: { category: box.value as TicketCategory } });
    box.value = '';
  }
}
