import { inject, Injectable, signal } from '@angular/core';
import { Session } from './session';
import { TriageApi } from './triage-api';

/** Number of trained models awaiting approval, shown in the settings navigation. */
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
      // Not reported: the count is optional, and the page itself reports errors.
    }
  }
}
