import { Component, computed, inject, input } from '@angular/core';
import { Agents } from '../../core/agents';
import { HistoryEntry } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Session } from '../../core/session';
import { Avatar } from '../../shared/avatar';
import { Icon, IconName } from '../../shared/icon';
import { age, exactTime } from '../../shared/time-words';
import { historyInWords } from './history-words';
import { TicketStore } from './ticket-store';

const actorIcons: Record<HistoryEntry['actor']['type'], IconName> = {
  user: 'user',
  triage: 'spark',
  system: 'info',
};

/** The conversation with the history woven in: who, when, and what from what to what. */
@Component({
  selector: 'tiq-ticket-timeline',
  imports: [Avatar, Icon],
  host: { class: 'block' },
  templateUrl: './ticket-timeline.html',
})
export class TicketTimeline {
  /** For the requester: what was said, without how the ticket was passed around. */
  readonly onlyMessages = input(false);
  protected readonly store = inject(TicketStore);
  private readonly agents = inject(Agents);
  private readonly session = inject(Session);
  private readonly clock = inject(Clock);
  protected readonly items = computed(() =>
    this.store.timeline().filter((each) => !this.onlyMessages() || each.kind === 'message'),
  );
  protected readonly actorIcons = actorIcons;
  protected readonly exact = exactTime;
  protected readonly age = (iso: string) => age(iso, this.clock.now());
  protected readonly words = (entry: HistoryEntry) => historyInWords(entry, (id) => this.nameOf(id));

  private nameOf(agentId: number): string {
    const me = this.session.me();
    const assignee = this.store.ticket()?.assignee;
    if (me?.id === agentId) return me.name;
    return assignee?.id === agentId ? assignee.name : this.agents.nameOf(agentId);
  }
}
