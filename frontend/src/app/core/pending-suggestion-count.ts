import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { auditTime } from 'rxjs';
import { TicketPage } from './api-types';
import { LiveEvents } from './live-events';
import { Session } from './session';
import { TicketsApi } from './tickets-api';

/** Limits requests during bursts of events. */
const REFRESH_INTERVAL_MS = 3_000;

/** Number of suggestions awaiting review, shown in the navigation. */
@Injectable()
export class PendingSuggestionCount {
  private readonly api = inject(TicketsApi);
  private readonly serverTotal = signal<TicketPage['total'] | null>(null);
  /** Count known to the triage page before the next refresh; null if unknown. */
  readonly localCount = signal<number | null>(null);
  readonly total = computed<TicketPage['total'] | null>(() => {
    const localCount = this.localCount();
    return localCount === null ? this.serverTotal() : { value: localCount, relation: 'eq' };
  });

  constructor() {
    if (!inject(Session).can('triage.decide')) return;
    inject(LiveEvents)
      .countChanges.pipe(auditTime(REFRESH_INTERVAL_MS), takeUntilDestroyed())
      .subscribe(() => void this.refresh());
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    try {
      this.serverTotal.set((await this.api.list({ triage_state: ['suggested'] }, { limit: 1 })).total);
    } catch {
      // Not reported: the count is optional, and the pages themselves report errors.
    }
  }
}
