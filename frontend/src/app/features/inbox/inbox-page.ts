import { Component, computed, effect, inject, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { Ticket } from '../../core/api-types';
import { LastInboxQuery } from '../../core/last-inbox-query';
import { Session } from '../../core/session';
import { Icon } from '../../shared/icon';
import { syncTicketList } from '../../shared/ticket-list-sync';
import { ErrorNotice, Notice } from '../../shared/notice';
import { createParamReader } from '../../shared/param-reader';
import { BulkActionBar } from './bulk-action-bar';
import { InboxActions } from './inbox-actions';
import { DensityPreference } from './density-preference';
import { InboxFilters, QueryChange } from './inbox-filters';
import { useInboxShortcuts } from './inbox-shortcuts';
import { InboxHeadings } from './inbox-headings';
import { InboxList } from './inbox-list';
import { InboxPreview } from './inbox-preview';
import { DEFAULT_SORT, filterCount, toInboxUrl, parseInboxQuery } from './inbox-query';
import { InboxScope } from './inbox-scope';
import { OwnQuery } from './own-query';
import { InboxStore } from './inbox-store';
import { formatNewTickets, formatTicketTotal } from './inbox-labels';
import { PreviewPreference } from './preview-preference';
import { ViewsBar } from './views-bar';
import { Button } from '../../shared/button';
import { ShortcutPreference } from '../../core/shortcut-preference';
import { ShortcutKey, ShortcutTitle } from '../../shared/shortcut-hint';

@Component({
  selector: 'tiq-inbox-page',
  imports: [
    BulkActionBar,
    Button,
    ErrorNotice,
    Icon,
    InboxFilters,
    InboxHeadings,
    InboxList,
    InboxPreview,
    InboxScope,
    Notice,
    RouterLink,
    ShortcutKey,
    ShortcutTitle,
    ViewsBar,
  ],
  templateUrl: './inbox-page.html',
  // Fills the height below the shell: only the rows scroll.
  host: {
    class:
      'flex h-[calc(100dvh-2.75rem-var(--tabbar)-var(--banner))] flex-col md:h-[calc(100dvh-var(--banner))]',
  },
})
export default class InboxPage {
  protected readonly shortcuts = inject(ShortcutPreference);
  private readonly router = inject(Router);
  private readonly lastInboxQuery = inject(LastInboxQuery);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly store = inject(InboxStore);
  protected readonly actions = inject(InboxActions);
  protected readonly preview = inject(PreviewPreference);
  protected readonly density = inject(DensityPreference);
  protected readonly own = inject(OwnQuery);
  protected readonly list = this.store.list;
  protected readonly session = inject(Session);
  private readonly inboxList = viewChild(InboxList);
  private readonly filters = viewChild(InboxFilters);

  protected readonly skeletons = Array.from({ length: 12 }, (_, index) => index);
  protected readonly query = computed(() => parseInboxQuery(createParamReader(this.params())));
  protected readonly byCreation = computed(() =>
    [DEFAULT_SORT, 'created_at'].includes(this.query().sort ?? DEFAULT_SORT),
  );
  protected readonly hasFilters = computed(() => filterCount(this.query()) > 0);
  protected readonly total = computed(() => {
    const total = this.list.total();
    return total && formatTicketTotal(total);
  });
  protected readonly newTicketsLabel = computed(() => formatNewTickets(this.list.newCount()));
  protected readonly allSelected = computed(() => {
    const { size } = this.store.selection.ids();
    return size > 0 && size >= this.list.tickets().length;
  });

  constructor() {
    effect(() => {
      const query = this.query();
      const isBare = this.params().keys.length === 0;
      untracked(() => {
        if (isBare) return void this.showOwn();
        this.lastInboxQuery.params.set(toInboxUrl(query));
        void this.store.show(query);
      });
    });
    syncTicketList(this.list);
    useInboxShortcuts({
      step: (by) => this.inboxList()?.step(by),
      stepSelecting: (by) => this.inboxList()?.stepSelecting(by),
      open: (ticket) => this.open(ticket),
      assignToMe: (ticket) => this.assignToMe(ticket),
      showNew: () => void this.store.reload(),
      clearSelection: () => this.clearSelection(),
      exportCsv: () => this.filters()?.exportCsv(),
    });
  }

  protected setQuery(change: QueryChange): void {
    void this.router.navigate([], { queryParams: toInboxUrl(change.query), replaceUrl: change.replace });
  }
  /** Shows the default view in place of an address without parameters. */
  private async showOwn(): Promise<void> {
    const query = await this.own.load();
    if (this.params().keys.length === 0) this.setQuery({ query, replace: true });
  }
  protected filterByTag(tag: string): void {
    this.setQuery({ query: { ...this.query(), tag: [tag] }, replace: false });
  }
  protected clearFilters(): void {
    this.setQuery({ query: { sort: this.query().sort }, replace: false });
  }
  /** Keeps the focus in the list, because the button is removed. */
  protected accept(ticket: Ticket): void {
    void this.actions.accept(ticket);
    this.inboxList()?.focusCurrent();
  }
  protected open(ticket: Ticket): void {
    void this.router.navigate(['/tickets', ticket.id]);
  }
  protected assignToMe(ticket: Ticket): void {
    const me = this.session.me();
    if (me) void this.actions.update(ticket, { assignee_id: me.id }, { id: me.id, name: me.name });
  }
  /** Returns the focus to the list, because the bar is removed. */
  protected clearSelection(): void {
    this.store.selection.clear();
    this.inboxList()?.focusCurrent();
  }
}
