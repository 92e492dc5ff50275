import { Component, computed, inject, input } from '@angular/core';
import { AgentsStore } from '../../core/agents-store';
import { TicketHistoryEntry } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { TeamsStore } from '../../core/teams-store';
import { Session } from '../../core/session';
import { Icon, IconName } from '../../shared/icon';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { formatActor, formatHistory } from './history-labels';
import { TicketStore } from './ticket-store';

const ACTOR_ICONS: Record<TicketHistoryEntry['actor']['type'], IconName> = {
  user: 'user',
  triage: 'spark',
  mail: 'mail',
  rule: 'users',
  system: 'info',
};

/** Localized names of the rules that the service names in English. */
const RULE_NAMES: Record<string, string> = {
  'Round-robin assignment': $localize`Round-robin assignment`,
  'Least-loaded assignment': $localize`Least-loaded assignment`,
};

/** History entry: author, changes and time. */
@Component({
  selector: 'tiq-history-line',
  imports: [Icon],
  host: { class: 'flex items-baseline gap-2.5 px-4 text-sm text-soft' },
  template: `<tiq-icon
      class="translate-y-0.5"
      [name]="icon()"
      [size]="13"
      [class.text-suggestion]="entry().actor.type === 'triage'"
    />
    <p class="min-w-0 flex-1 [overflow-wrap:anywhere]">
      <span class="font-medium text-text">
        {{ actor() }}
      </span>
      @for (change of changes(); track $index) {
        <!-- Bound as text content, because whitespace in the template would separate the comma
             from the word before it. -->
        <span [textContent]="$first ? ' ' : ', '"></span>
        @switch (change.kind) {
          @case ('changed') {
            <span i18n
              >changed {{ change.field }} from <span class="text-faint">{{ change.from }}</span> to
              <b class="font-medium text-text">{{ change.to }}</b></span
            >
          }
          @case ('assigned') {
            <span i18n
              >assigned this ticket to <b class="font-medium text-text">{{ change.to }}</b></span
            >
          }
          @case ('unassigned') {
            <span i18n
              >unassigned <span class="text-faint">{{ change.from }}</span></span
            >
          }
          @case ('did') {
            <span>{{ change.text }}</span>
          }
        }
      }
    </p>
    <time class="shrink-0 text-faint" [attr.datetime]="entry().at" [title]="dateTime()">{{
      relativeTime()
    }}</time>`,
})
export class HistoryLine {
  readonly entry = input.required<TicketHistoryEntry>();
  private readonly agents = inject(AgentsStore);
  private readonly session = inject(Session);
  private readonly clock = inject(Clock);
  private readonly store = inject(TicketStore);
  private readonly teams = inject(TeamsStore);
  protected readonly icon = computed(() => ACTOR_ICONS[this.entry().actor.type]);
  protected readonly actor = computed(() => {
    const { actor } = this.entry();
    return (actor.type === 'rule' && RULE_NAMES[actor.name]) || formatActor(actor);
  });
  protected readonly changes = computed(() =>
    formatHistory(
      this.entry(),
      (id) => this.nameOf(id),
      (id) => this.teamNameOf(id),
    ),
  );
  protected readonly dateTime = computed(() => formatDateTime(this.entry().at));
  protected readonly relativeTime = computed(() => formatRelativeTime(this.entry().at, this.clock.now()));

  private teamNameOf(teamId: number): string {
    const team = this.store.ticket()?.team;
    return team?.id === teamId ? team.name : this.teams.nameOf(teamId);
  }
  private nameOf(agentId: number): string {
    const me = this.session.me();
    const assignee = this.store.ticket()?.assignee;
    if (me?.id === agentId) return me.name;
    return assignee?.id === agentId ? assignee.name : this.agents.nameOf(agentId);
  }
}
