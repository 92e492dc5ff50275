import { inject, Injectable, signal } from '@angular/core';
import { Session } from './session';
import { TriageApi } from './triage-api';

/** How many learnt models wait for an administrator's approval, for the settings' navigation. */
@Injectable({ providedIn: 'root' })
export class PendingModelCount {
  private readonly api = inject(TriageApi);
  private readonly session = inject(Session);
  readonly count = signal(0);

  async refresh(): Promise<void> {
    if (!this.session.can('triage.manage')) return;
    try {
      this.count.set((await this.api.listModels()).results.filter(({ state }) => state === 'waiting').length);
    } catch {
      // A number in passing; the page itself tells that the service is unavailable.
    }
  }
}
