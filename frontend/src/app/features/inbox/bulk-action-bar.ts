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
import { AgentsStore, formatWorkload } from '../../core/agents-store';
import {
  Me,
  Ticket,
  TicketCategory,
  TicketChanges,
  TicketPriority,
  TicketStatus,
} from '../../core/api-types';
import { TeamsStore } from '../../core/teams-store';
import { formatChanges } from '../../shared/change-labels';
import { Icon } from '../../shared/icon';
import { allowedTransitions } from '../../shared/status-transitions';
import { currentTime, TimeField } from '../../shared/ticket-times';
import { TimePicker } from '../../shared/time-dialog';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  statuses,
  statusNames,
} from '../../core/ticket-labels';
import { formatCount } from '../../shared/number-format';
import { Button } from '../../shared/button';

/** Updates of more tickets require a confirmation. */
const CONFIRM_ABOVE = 20;

export interface BulkEdit {
  changes: TicketChanges;
  /** The agent of `changes.assignee_id`. */
  assignee?: Ticket['assignee'];
}

@Component({
  selector: 'tiq-bulk-action-bar',
  imports: [Button, Icon],
  templateUrl: './bulk-action-bar.html',
})
export class BulkActionBar {
  readonly count = input.required<number>();
  /** Selected tickets that are loaded. */
  readonly tickets = input.required<readonly Ticket[]>();
  readonly progress = input<{ done: number; of: number } | null>(null);
  readonly me = input.required<Me | null>();
  readonly apply = output<BulkEdit>();
  readonly dismiss = output<void>();
  protected readonly statuses = statuses;
  protected readonly statusNames = statusNames;
  protected readonly priorities = priorities;
  protected readonly priorityNames = priorityNames;
  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;

  /** Statuses allowed for at least one of the tickets. */
  protected readonly allowedStatuses = computed(
    () => new Set(this.tickets().flatMap((ticket) => allowedTransitions(ticket.status))),
  );
  protected readonly agents = inject(AgentsStore);
  protected readonly teams = inject(TeamsStore);
  protected readonly formatWorkload = formatWorkload;
  protected readonly statusText = computed(() => {
    const progress = this.progress();
    if (progress)
      return $localize`${formatCount(progress.done)}:done: of ${formatCount(progress.of)}:all: updated…`;
    return $localize`${formatCount(this.count())}:count: selected`;
  });

  private readonly injector = inject(Injector);
  private readonly times = inject(TimePicker);
  private readonly cancelButton = viewChild<ElementRef<HTMLButtonElement>>('keep');
  /** Edit that awaits confirmation. */
  protected readonly pendingEdit = signal<BulkEdit | null>(null);
  protected readonly question = computed(() => {
    const edit = this.pendingEdit();
    if (!edit) return '';
    const change = formatChanges(edit.changes, edit.assignee);
    return $localize`Update ${formatCount(this.count())}:count: tickets? ${change}:change:`;
  });
  protected readonly confirmLabel = computed(
    () => $localize`Update ${formatCount(this.count())}:count: tickets`,
  );

  constructor() {
    this.agents.refresh();
  }

  protected confirm(): void {
    const edit = this.pendingEdit();
    this.pendingEdit.set(null);
    if (edit) this.apply.emit(edit);
  }
  protected cancel(event: Event): void {
    event.stopPropagation();
    this.pendingEdit.set(null);
  }
  private applyOrConfirm(change: BulkEdit): void {
    if (this.count() <= CONFIRM_ABOVE) return this.apply.emit(change);
    this.pendingEdit.set(change);
    afterNextRender(() => this.cancelButton()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async pickTime(field: TimeField): Promise<void> {
    const current = this.tickets().map((ticket) => currentTime(ticket, field));
    const time = await this.times.pick(field, current.find((each) => each !== null) ?? null);
    if (time !== undefined) this.applyOrConfirm({ changes: { [field]: time } });
  }
  protected assignTo(assignee: Ticket['assignee']): void {
    this.applyOrConfirm({ changes: { assignee_id: assignee?.id ?? null }, assignee });
  }
  protected setTeam(box: HTMLSelectElement): void {
    if (box.value) this.applyOrConfirm({ changes: { team_id: Number(box.value) } });
    box.value = '';
  }
  protected assign(box: HTMLSelectElement): void {
    const agent = this.agents.active().find((candidate) => String(candidate.id) === box.value);
    if (agent) this.assignTo({ id: agent.id, name: agent.name });
    else if (box.value === 'none') this.assignTo(null);
    box.value = '';
  }
  protected setStatus(box: HTMLSelectElement): void {
    if (box.value) this.applyOrConfirm({ changes: { status: box.value as TicketStatus } });
    box.value = '';
  }
  protected setPriority(box: HTMLSelectElement): void {
    if (box.value) this.applyOrConfirm({ changes: { priority: box.value as TicketPriority } });
    box.value = '';
  }
  protected setCategory(box: HTMLSelectElement): void {
    if (box.value) this.applyOrConfirm({ changes: { category: box.value as TicketCategory } });
    box.value = '';
  }
}
