import { Component, computed, effect, inject, untracked, viewChildren } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { Ticket } from '../../core/api-types';
import { LastInbox } from '../../core/last-inbox';
import { Session } from '../../core/session';
import { useShortcuts } from '../../core/shortcuts';
import { Icon } from '../../shared/icon';
import { keepLive } from '../../shared/live-list';
import { Failure, Notice } from '../../shared/notice';
import { priorityByKey, priorityNames } from '../../shared/ticket-terms';
import { totalInWords } from '../../shared/total-words';
import { InboxBulkBar } from './inbox-bulk-bar';
import { InboxFilters, QueryChange } from './inbox-filters';
import { filterCount, paramsFromQuery, queryFromParams } from './inbox-query';
import { InboxRow } from './inbox-row';
import { InboxStore } from './inbox-store';

@Component({
  selector: 'tiq-inbox',
  imports: [InboxFilters, InboxRow, InboxBulkBar, RouterLink, Icon, Notice, Failure],
  templateUrl: './inbox.html',
})
export default class Inbox {
  private readonly router = inject(Router);
  private readonly lastInbox = inject(LastInbox);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly store = inject(InboxStore);
  protected readonly list = this.store.list;
  protected readonly session = inject(Session);

  protected readonly query = computed(() => queryFromParams((name) => this.params().get(name)));
  protected readonly filtered = computed(() => filterCount(this.query()) > 0);
  protected readonly total = computed(() => {
    const total = this.list.total();
    return total && totalInWords(total);
  });
  protected readonly unseen = computed(() => {
    const count = this.list.unseen();
    return count >= 30 ? '30+ new tickets' : count === 1 ? '1 new ticket' : `${count} new tickets`;
  });
  protected readonly allSelected = computed(
    () =>
      this.store.selected().size > 0 &&
      this.list.tickets().every((each) => this.store.selected().has(each.id)),
  );
  private readonly rows = viewChildren(InboxRow);

  constructor() {
    effect(() => {
      const query = this.query();
      untracked(() => {
        this.lastInbox.params.set(paramsFromQuery(query));
        void this.store.show(query);
      });
    });
    keepLive(() => [this.list]);
    useShortcuts([
      { key: 'j', does: 'Next ticket', run: () => this.step(1) },
      { key: 'k', does: 'Previous ticket', run: () => this.step(-1) },
      { key: 'Enter', does: 'Open the ticket', run: () => this.open() },
      {
        key: 'e',
        does: 'Accept the suggestion',
        run: () => this.onCurrent((ticket) => void this.store.accept(ticket)),
      },
      {
        key: 'a',
        does: 'Assign to me',
        run: () => this.onCurrent((ticket) => this.assignToMe(ticket)),
      },
      {
        key: 'x',
        does: 'Select the ticket',
        run: () => this.onCurrent((ticket) => this.store.toggle(ticket.id)),
      },
      ...Object.entries(priorityByKey).map(([key, priority]) => ({
        key,
        does: `Priority ${priorityNames[priority]}`,
        run: () => this.onCurrent((ticket) => void this.store.change(ticket, { priority })),
      })),
    ]);
  }

  protected ask(change: QueryChange): void {
    void this.router.navigate([], { queryParams: paramsFromQuery(change.query), replaceUrl: change.replace });
  }
  protected askTag(tag: string): void {
    this.ask({ query: { ...this.query(), tag: [tag] }, replace: false });
  }
  protected clearFilters(): void {
    this.ask({ query: { sort: this.query().sort }, replace: false });
  }
  protected async showNew(): Promise<void> {
    await this.list.reload();
    scrollTo({ top: 0 });
  }

  private assignToMe(ticket: Ticket): void {
    const me = this.session.me();
    if (me) void this.store.change(ticket, { assignee_id: me.id }, { id: me.id, name: me.name });
  }
  private onCurrent(act: (ticket: Ticket) => void): void {
    const ticket = this.store.current();
    if (ticket) act(ticket);
  }
  private open(): void {
    this.onCurrent((ticket) => void this.router.navigate(['/tickets', ticket.id]));
  }
  private step(by: 1 | -1): void {
    const tickets = this.list.tickets();
    const at = tickets.findIndex((each) => each.id === this.store.currentId());
    const next = at < 0 ? 0 : Math.min(tickets.length - 1, Math.max(0, at + by));
    this.rows()[next]?.focus();
    if (by === 1 && next >= tickets.length - 3) void this.store.more();
  }
}
