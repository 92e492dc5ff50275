import { inject, Injectable, signal } from '@angular/core';
import { AccountsApi } from './accounts-api';
import { Agent } from './api-types';
import { compareNames } from './collation';
import { Session } from './session';

/** Who can be assigned, and how much each has to do. Read when it is first needed, and again when it is shown. */
@Injectable({ providedIn: 'root' })
export class Agents {
  private readonly api = inject(AccountsApi);
  private readonly session = inject(Session);
  private readonly read = signal<readonly Agent[]>([]);
  private asking: Promise<void> | null = null;
  readonly all = this.read.asReadonly();

  /** Without them names are missing and nothing else: a failure is not worth a word. */
  refresh(): void {
    if (!this.session.isAgent()) return;
    this.asking ??= this.api
      .agents()
      .then((agents) => this.read.set(agents.toSorted((a, b) => compareNames(a.name, b.name))))
      .catch(() => undefined)
      .finally(() => (this.asking = null));
  }

  nameOf(id: number): string {
    return this.read().find((each) => each.id === id)?.name ?? $localize`agent ${id}:id:`;
  }
}

/** "Ada · 3 open, 1 in progress" */
export function workloadInWords(agent: Agent): string {
  if (!agent.open && !agent.in_progress) return $localize`nothing to do`;
  return $localize`${agent.open}:open: open, ${agent.in_progress}:in_progress: in progress`;
}
