import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { AgentsStore } from '../../core/agents-store';
import { Session } from '../../core/session';
import { TeamsStore } from '../../core/teams-store';
import { TopicsStore } from '../../core/topics-store';
import { ChangedField, formatFieldChange } from '../../shared/ticket-changes';
import { ConflictSide, formatMine, resolveConflict, formatTheirs } from '../../shared/ticket-conflict';
import { PendingConflict } from './ticket-store';
import { Button } from '../../shared/button';

const FIELD_NAMES: Record<ChangedField, string> = {
  title: $localize`Title`,
  description: $localize`Description`,
  status: $localize`Status`,
  priority: $localize`Priority`,
  category: $localize`Category`,
  topic: $localize`Topic`,
  assignee: $localize`Assignee`,
  team: $localize`Team`,
  tags: $localize`Tags`,
  requester: $localize`Requester`,
  snoozed_until: $localize`Snoozed until`,
  due_at: $localize`Due`,
};

/** Resolves a conflict with another user's changes, field by field. */
@Component({
  selector: 'tiq-conflict-dialog',
  imports: [Button],
  templateUrl: './conflict-dialog.html',
})
export class ConflictDialog {
  readonly pendingConflict = input.required<PendingConflict>();
  private readonly agents = inject(AgentsStore);
  private readonly session = inject(Session);
  private readonly teams = inject(TeamsStore);
  private readonly topics = inject(TopicsStore);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly fieldNames = FIELD_NAMES;
  protected readonly options: readonly ConflictSide[] = ['theirs', 'mine'];
  protected readonly selections = signal<Partial<Record<ChangedField, ConflictSide>>>({});
  protected readonly conflict = computed(() => this.pendingConflict().conflict);
  protected readonly incomplete = computed(() =>
    this.conflict().fields.some((field) => !this.selections()[field]),
  );
  protected readonly otherChanges = computed(() => {
    const { otherFields, current } = this.conflict();
    return otherFields.map((field) => formatFieldChange(field, current)).join(', ');
  });

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected formatValue(field: ChangedField, side: ConflictSide): string {
    if (side === 'theirs') return formatTheirs(this.conflict(), field);
    const { team_id: teamId } = this.conflict().changes;
    if (field === 'team' && teamId !== undefined) return this.teams.nameOf(teamId);
    const agentName = (id: number) =>
      id === this.session.me()?.id ? this.session.me()!.name : this.agents.nameOf(id);
    return formatMine(this.conflict(), field, agentName, (id) => this.topics.nameOf(id));
  }
  protected choose(field: ChangedField, side: ConflictSide): void {
    this.selections.update((choices) => ({ ...choices, [field]: side }));
  }
  protected confirm(event: Event): void {
    event.preventDefault();
    if (!this.incomplete())
      this.pendingConflict().resolve(resolveConflict(this.conflict(), this.selections()));
  }
}
