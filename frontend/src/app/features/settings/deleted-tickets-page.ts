import { Component, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { DeletedTicket } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { ErrorNotice, Notice } from '../../shared/notice';
import { formatDateTime } from '../../shared/time-format';
import { Button } from '../../shared/button';

/** Deleted tickets that can still be restored. */
@Component({
  selector: 'tiq-deleted-tickets-page',
  imports: [Button, ErrorNotice, Notice],
  host: { class: 'block' },
  template: `<section class="card p-4 md:p-6" aria-labelledby="deleted-heading">
    <h2 i18n id="deleted-heading" class="text-lg font-semibold">Deleted tickets</h2>
    <p i18n class="mt-1 mb-2 text-sm text-soft">Deleted tickets are removed permanently after 30 days.</p>
    @if (problem(); as problem) {
      <tiq-error-notice [problem]="problem" (retry)="load()" />
    } @else if (tickets(); as all) {
      <ul class="divide-y divide-line">
        @for (ticket of all; track ticket.id) {
          <li class="flex flex-wrap items-center gap-3 py-2.5" [attr.data-deleted]="ticket.id">
            <div class="min-w-48 flex-1">
              <p class="font-medium [overflow-wrap:anywhere]" dir="auto">
                #{{ ticket.id }} {{ ticket.title }}
              </p>
              <p class="text-xs text-faint">
                @if (ticket.deleted_by; as by) {
                  <ng-container i18n
                    >Deleted by {{ by }} on {{ formatDateTime(ticket.deleted_at) }}</ng-container
                  >
                } @else {
                  <ng-container i18n>Deleted on {{ formatDateTime(ticket.deleted_at) }}</ng-container>
                }
                ·
                <ng-container i18n
                  >restorable until {{ formatDateTime(ticket.restorable_until) }}</ng-container
                >
              </p>
            </div>
            <button type="button" tiqButton (click)="restore(ticket)">
              <ng-container i18n>Restore</ng-container><span class="sr-only"> #{{ ticket.id }}</span>
            </button>
          </li>
        } @empty {
          <li>
            <tiq-notice icon="trash" heading="No deleted tickets" i18n-heading />
          </li>
        }
      </ul>
    } @else {
      <div class="skeleton h-12" role="status"><span i18n class="sr-only">Loading deleted tickets</span></div>
    }
  </section>`,
})
export default class DeletedTicketsPage {
  private readonly api = inject(TicketsApi);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  protected readonly tickets = signal<readonly DeletedTicket[] | null>(null);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly formatDateTime = formatDateTime;

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.tickets.set(await this.api.listDeleted());
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }
  protected async restore(ticket: DeletedTicket): Promise<void> {
    const { id } = ticket;
    try {
      await this.api.restore(id);
      this.tickets.update((all) => all?.filter((ticket) => ticket.id !== id) ?? null);
      this.toasts.showSuccess($localize`#${id}:id: restored`, {
        label: $localize`Open ticket`,
        run: () => void this.router.navigate(['/tickets', id]),
      });
    } catch (error) {
      this.toasts.showError($localize`Couldn’t restore #${id}:id:`, error, () => void this.restore(ticket));
    }
  }
}
