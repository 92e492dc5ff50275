import {
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { TeamAssignment } from '../../api/models';
import { AgentsStore } from '../../core/agents-store';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Team, TeamsStore } from '../../core/teams-store';
import { trackUnsavedChanges } from '../../core/unsaved-changes';
import { Button } from '../../shared/button';
import { LengthCounter } from '../../shared/length-counter';
import { MultiSelect, SelectOption } from '../../shared/multi-select';
import { formatExcess, LIMITS } from '../../shared/text-limits';
import { assignmentNames } from './team-assignment-labels';

/** Creates or edits a team. */
@Component({
  selector: 'tiq-team-form',
  imports: [Button, LengthCounter, MultiSelect],
  host: { class: 'block' },
  templateUrl: './team-form.html',
})
export class TeamForm {
  /** Null for a new team. */
  readonly team = input.required<Team | null>();
  readonly closed = output<void>();
  private readonly teams = inject(TeamsStore);
  private readonly agents = inject(AgentsStore);
  private readonly nameInput = viewChild.required<ElementRef<HTMLInputElement>>('name');
  private readonly autoCloseInput = viewChild.required<ElementRef<HTMLInputElement>>('days');
  protected readonly id = computed(() => `team-${this.team()?.id ?? 'new'}`);
  protected readonly nameText = linkedSignal(() => this.team()?.name ?? '');
  protected readonly confidential = linkedSignal(() => this.team()?.confidential ?? false);
  protected readonly assignment = linkedSignal<TeamAssignment>(() => this.team()?.assignment ?? 'off');
  /** Empty for never. */
  protected readonly autoCloseDays = linkedSignal(() => String(this.team()?.auto_close_days ?? ''));
  protected readonly memberIds = linkedSignal(() => this.team()?.members.map(({ id }) => String(id)) ?? []);
  /** Active agents, and members who are deactivated. */
  protected readonly memberOptions = computed<SelectOption[]>(() => {
    const names = new Map<string, string>();
    for (const { id, name } of this.agents.active()) names.set(String(id), name);
    for (const { id, name } of this.team()?.members ?? [])
      if (!names.has(String(id))) names.set(String(id), this.agents.labelOf(id, name));
    return [...names].map(([value, label]) => ({ value, label }));
  });
  protected readonly memberNames = computed(() => {
    const names = new Map(this.memberOptions().map(({ value, label }) => [value, label]));
    return this.memberIds()
      .map((id) => names.get(id) ?? id)
      .join(', ');
  });
  protected readonly assignments = Object.entries(assignmentNames) as [TeamAssignment, string][];
  protected readonly maxName = LIMITS.teamName;
  protected readonly nameExcess = computed(() => formatExcess(this.nameText().trim(), LIMITS.teamName));
  protected readonly sending = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly nameError = computed(() => this.problem()?.fieldMessage('name'));
  protected readonly confidentialError = computed(() => this.problem()?.fieldMessage('confidential'));
  protected readonly memberError = computed(() => this.problem()?.fieldMessage('member_ids'));
  protected readonly autoCloseError = computed(() => this.problem()?.fieldMessage('auto_close_days'));
  protected readonly otherError = computed(() => {
    const isShown =
      this.nameError() ?? this.confidentialError() ?? this.memberError() ?? this.autoCloseError();
    return isShown ? null : this.problem()?.detail;
  });
  private saved = false;

  constructor() {
    this.agents.refresh();
    trackUnsavedChanges(() => !this.saved && JSON.stringify(this.values()) !== JSON.stringify(this.stored()));
  }

  focus(): void {
    this.nameInput().nativeElement.focus();
  }
  protected setAssignment(value: string): void {
    this.assignment.set(value as TeamAssignment);
  }
  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    if (this.nameExcess()) return this.focus();
    this.sending.set(true);
    this.problem.set(null);
    try {
      const team = this.team();
      await (team ? this.teams.update(team.id, this.values()) : this.teams.create(this.values()));
      this.saved = true;
      this.closed.emit();
    } catch (error) {
      this.problem.set(toApiProblem(error));
      if (this.nameError()) this.focus();
      else if (this.autoCloseError()) this.autoCloseInput().nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }

  private values() {
    return {
      name: this.nameText().trim(),
      confidential: this.confidential(),
      assignment: this.assignment(),
      auto_close_days: this.autoCloseDays().trim() === '' ? null : Number(this.autoCloseDays()),
      member_ids: this.memberIds()
        .map(Number)
        .toSorted((a, b) => a - b),
    };
  }
  private stored() {
    const team = this.team();
    const { name = '', confidential = false, assignment = 'off', members = [] } = team ?? {};
    const auto_close_days = team?.auto_close_days ?? null;
    const member_ids = members.map(({ id }) => id).toSorted((a, b) => a - b);
    return { name, confidential, assignment, auto_close_days, member_ids };
  }
}
