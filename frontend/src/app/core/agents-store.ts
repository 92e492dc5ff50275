import { computed, inject, Injectable, signal } from '@angular/core';
import { statusGroups } from '../api/vocabulary';
import { AccountsApi } from './accounts-api';
import { Agent } from './api-types';
import { compareNames } from './collation';
import { Session } from './session';

/**
 * Assignable agents and their workload. Loaded by `refresh()`, which agent pickers call each time
 * they are shown.
 */
@Injectable({ providedIn: 'root' })
export class AgentsStore {
  private readonly api = inject(AccountsApi);
  private readonly session = inject(Session);
  private readonly agents = signal<readonly Agent[]>([]);
  private loading: Promise<void> | null = null;
  readonly active = computed(() => this.agents().filter(({ active }) => active));
  /** Deactivated agents with unresolved tickets. */
  readonly former = computed(() =>
    this.agents().filter((agent) => !agent.active && unresolvedTickets(agent) > 0),
  );

  /** Errors are ignored: without agents only names are missing. */
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
  /** The name, marked if the agent is deactivated. */
  labelOf(id: number, name = this.nameOf(id)): string {
    return this.find(id)?.active === false ? $localize`${name}:name: (deactivated)` : name;
  }
  /** Number of unresolved tickets; 0 if the agent is unknown. */
  unresolvedCount(id: number): number {
    const agent = this.find(id);
    return agent ? unresolvedTickets(agent) : 0;
  }

  private find(id: number): Agent | undefined {
    return this.agents().find((agent) => agent.id === id);
  }
}

/** Formats the workload, for example "3 open, 1 in progress". */
export function formatWorkload(agent: Agent): string {
  if (unresolvedTickets(agent) === 0) return $localize`0 open`;
  const { open, in_progress, waiting } = agent;
  return waiting > 0
    ? $localize`${open}:open: open, ${in_progress}:in_progress: in progress, ${waiting}:waiting: waiting`
    : $localize`${open}:open: open, ${in_progress}:in_progress: in progress`;
}

function unresolvedTickets(agent: Agent): number {
  return statusGroups.unresolved.reduce((sum, status) => sum + agent[status], 0);
}
