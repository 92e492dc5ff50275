import { inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { auditTime } from 'rxjs';
import { TicketPage } from './api-types';
import { LiveEvents } from './live-events';
import { Session } from './session';
import { TicketsApi } from './tickets-api';

/** More often would tell nobody anything. */
const READ_EVERY_MS = 3_000;

/** How many suggestions wait for a person, for the navigation. */
@Injectable()
export class WaitingSuggestions {
  private readonly api = inject(TicketsApi);
  readonly total = signal<TicketPage['total'] | null>(null);

  constructor() {
    if (!inject(Session).isAgent()) return;
    inject(LiveEvents)
      .countsChanged.pipe(auditTime(READ_EVERY_MS), takeUntilDestroyed())
      .subscribe(() => void this.read());
    void this.read();
  }

  private async read(): Promise<void> {
    try {
      this.total.set((await this.api.list({ triage_state: ['suggested'] }, { limit: 1 })).total);
    } catch {
      // A number in passing; the pages themselves tell that the service is away.
    }
  }
}
