import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TicketListQuery } from '../../core/api-types';
import { filterCount, toInboxUrl } from './inbox-query';
import { OwnQuery } from './own-query';

/** Switch between the default view and all tickets. */
@Component({
  selector: 'tiq-inbox-scope',
  imports: [RouterLink],
  template: `<nav aria-label="Tickets shown" i18n-aria-label class="flex rounded-md border border-line p-0.5">
    <a
      i18n
      class="rounded px-2 py-0.5 text-sm whitespace-nowrap max-sm:px-1"
      [class]="isOwn() ? 'bg-accent-soft font-medium text-accent-strong' : 'text-soft hover:bg-hover'"
      routerLink="/inbox"
      [attr.aria-current]="isOwn() ? 'page' : null"
      title="Unresolved tickets that are yours or unassigned, latest activity first"
      i18n-title
      >For me</a
    >
    <a
      i18n
      class="rounded px-2 py-0.5 text-sm whitespace-nowrap max-sm:px-1"
      [class]="isAll() ? 'bg-accent-soft font-medium text-accent-strong' : 'text-soft hover:bg-hover'"
      routerLink="/inbox"
      [queryParams]="allParams"
      [attr.aria-current]="isAll() ? 'page' : null"
      >All</a
    >
  </nav>`,
})
export class InboxScope {
  private readonly own = inject(OwnQuery);
  readonly query = input.required<TicketListQuery>();
  protected readonly allParams = toInboxUrl({});
  protected readonly isAll = computed(() => filterCount(this.query()) === 0);
  protected readonly isOwn = computed(() => this.own.matches(this.query()));
}
