import { computed, inject, Injectable, signal } from '@angular/core';
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
  private readonly read = signal<TicketPage['total'] | null>(null);
  /** What the triage page knows of its own changes before the server is asked again. */
  readonly known = signal<number | null>(null);
  readonly total = computed<TicketPage['total'] | null>(() => {
    const known = this.known();
    return known === null ? this.read() : { value: known, relation: 'eq' };
  });

  constructor() {
    if (!inject(Session).can('triage.decide')) return;
    inject(LiveEvents)
      .countsChanged.pipe(auditTime(READ_EVERY_MS), takeUntilDestroyed())
      .subscribe(() => void this.ask());
    void this.ask();
  }

  private async ask(): Promise<void> {
    try {
      this.read.set((await this.api.list({ triage_state: ['suggested'] }, { limit: 1 })).total);
    } catch {
      // A number in passing; the pages themselves tell that the service is away.
    }
  }
}
