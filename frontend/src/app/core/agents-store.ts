import { computed, inject, Injectable, signal } from '@angular/core';
import { statusGroups } from '../api/vocabulary';
import { AccountsApi } from './accounts-api';
import { Agent } from './api-types';
import { compareNames } from './collation';
import { Session } from './session';

/** Who can be assigned, and how much each has to do. Read when it is first needed, and again when it is shown. */
@Injectable({ providedIn: 'root' })
export class AgentsStore {
  private readonly api = inject(AccountsApi);
  private readonly session = inject(Session);
  private readonly agents = signal<readonly Agent[]>([]);
  private loading: Promise<void> | null = null;
  readonly active = computed(() => this.agents().filter(({ active }) => active));
  /** Former agents with unresolved tickets. */
  readonly former = computed(() =>
    this.agents().filter((agent) => !agent.active && unresolvedTickets(agent) > 0),
  );

  /** Without them names are missing and nothing else: a failure is not worth a word. */
  refresh(): void {
    if (!this.session.can('tickets.assign')) return;
    this.loading ??= this.api
      .listAgents()
      .then((agents) => this.agents.set(agents.toSorted((a, b) => compareNames(a.name, b.name))))
      .catch(() => undefined)
      .finally(() => (this.loading = null));
  }

  nameOf(id: number): string {
    return this.find(id)?.name ?? $localize`Agent ${id}:id:`;
  }
  /** With a word on those to whom nothing can be assigned any more. */
  labelOf(id: number, name = this.nameOf(id)): string {
    return this.find(id)?.active === false ? $localize`${name}:name: (deactivated)` : name;
  }
  /** How many unresolved tickets an agent has; 0 where that is not known. */
  unresolvedCount(id: number): number {
    const agent = this.find(id);
    return agent ? unresolvedTickets(agent) : 0;
  }

  private find(id: number): Agent | undefined {
    return this.agents().find((agent) => agent.id === id);
  }
}

/** "Ada · 3 open, 1 in progress" */
export function formatWorkload(agent: Agent): string {
  if (!agent.open && !agent.in_progress) return $localize`0 open`;
  return $localize`${agent.open}:open: open, ${agent.in_progress}:in_progress: in progress`;
}

function unresolvedTickets(agent: Agent): number {
  return statusGroups.unresolved.reduce((sum, status) => sum + agent[status], 0);
}
