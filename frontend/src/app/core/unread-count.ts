import { DestroyRef, effect, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { auditTime } from 'rxjs';
import { TicketPage } from './api-types';
import { LiveEvents } from './live-events';
import { PageTitle } from './page-title';
import { Session } from './session';
import { TicketsApi } from './tickets-api';

const REFRESH_INTERVAL_MS = 1_000;

/** Number of unread tickets that are assigned to the agent or unassigned. */
@Injectable()
export class UnreadCount {
  private readonly api = inject(TicketsApi);
  readonly total = signal<TicketPage['total'] | null>(null);

  constructor() {
    const title = inject(PageTitle);
    inject(DestroyRef).onDestroy(() => title.setUnreadCount(0));
    if (!inject(Session).can('tickets.markRead')) return;
    effect(() => title.setUnreadCount(this.total()?.value ?? 0));
    inject(LiveEvents)
      .countChanges.pipe(auditTime(REFRESH_INTERVAL_MS), takeUntilDestroyed())
      .subscribe(() => void this.refresh());
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    try {
      this.total.set(
        (await this.api.list({ unread: true, assignee: ['me', 'none'], snoozed: false }, { limit: 1 })).total,
      );
    } catch {
      // Not reported: the count is optional, and the pages themselves report errors.
    }
  }
}
