import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Team, TeamsStore } from '../../core/teams-store';
import { Toasts } from '../../core/toasts';
import { UnsavedChanges } from '../../core/unsaved-changes';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';
import { ConfirmButton } from '../../shared/confirm-button';
import { Icon } from '../../shared/icon';
import { ErrorNotice } from '../../shared/notice';
import { formatCount } from '../../shared/number-format';
import { assignmentNames } from './team-assignment-labels';
import { TeamForm } from './team-form';

/** The first team, which cannot be deleted: it gets the tickets for which no team is given. */
const DEFAULT_TEAM_ID = 1;

/** Teams, their members and who sees their tickets. */
@Component({
  selector: 'tiq-teams-page',
  imports: [Badge, Button, ConfirmButton, ErrorNotice, Icon, RouterLink, TeamForm],
  host: { class: 'block' },
  templateUrl: './teams-page.html',
})
export default class TeamsPage {
  private readonly toasts = inject(Toasts);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly form = viewChild(TeamForm);
  protected readonly teams = inject(TeamsStore);
  protected readonly editing = signal<Team | 'new' | null>(null);
  protected readonly loading = computed(() => this.teams.all() === null);
  protected readonly assignmentNames = assignmentNames;

  protected readonly editLabel = ({ name }: Team) => $localize`Edit ${name}:title:`;
  protected readonly deleteQuestion = ({ name }: Team) => $localize`Delete the team “${name}:name:”?`;
  protected readonly openTickets = ({ open_tickets: count }: Team) =>
    count === 1 ? $localize`1 open ticket` : $localize`${formatCount(count)}:count: open tickets`;
  protected readonly members = ({ members }: Team) =>
    members.length
      ? members.map(({ name }) => name).join(', ')
      : $localize`No members: all agents work on its tickets`;

  constructor() {
    void this.teams.load();
  }

  protected canDelete({ id }: Team): boolean {
    return id !== DEFAULT_TEAM_ID;
  }
  protected async edit(target: Team | 'new'): Promise<void> {
    if (!(await this.unsaved.confirmLeave())) return;
    this.editing.set(target);
    afterNextRender(() => this.form()?.focus(), { injector: this.injector });
  }
  /** Returns the focus to the button that opened the form. */
  protected close(): void {
    const edited = this.editing();
    this.editing.set(null);
    const button = edited === 'new' || edited === null ? 'new' : String(edited.id);
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>(`[data-edit="${button}"]`)?.focus(),
      { injector: this.injector },
    );
  }
  protected async remove(team: Team): Promise<void> {
    try {
      await this.teams.remove(team.id);
      this.close();
      this.toasts.showSuccess($localize`“${team.name}:title:” deleted`);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t delete “${team.name}:title:”`, error);
    }
  }
}
