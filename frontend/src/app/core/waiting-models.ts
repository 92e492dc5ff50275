import { inject, Injectable, signal } from '@angular/core';
import { Session } from './session';
import { TriageApi } from './triage-api';

/** How many learnt models wait for an administrator's approval, for the settings' navigation. */
@Injectable({ providedIn: 'root' })
export class WaitingModels {
  private readonly api = inject(TriageApi);
  private readonly session = inject(Session);
  readonly models = signal(0);

  async read(): Promise<void> {
    if (!this.session.can('triage.manage')) return;
    try {
      this.models.set((await this.api.models()).results.filter(({ state }) => state === 'waiting').length);
    } catch {
      // A number in passing; the page itself tells that the service is unavailable.
    }
  }
}
