import { Component, computed, effect, inject, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { Ticket } from '../../core/api-types';
import { LastInbox } from '../../core/last-inbox';
import { Session } from '../../core/session';
import { Icon } from '../../shared/icon';
import { keepLive } from '../../shared/live-list';
import { Failure, Notice } from '../../shared/notice';
import { paramReader } from '../../shared/param-reader';
import { InboxBulkBar } from './inbox-bulk-bar';
import { InboxChanges } from './inbox-changes';
import { InboxFilters, QueryChange } from './inbox-filters';
import { useInboxKeys } from './inbox-keys';
import { InboxList } from './inbox-list';
import { InboxPreview } from './inbox-preview';
import { filterCount, paramsFromQuery, queryFromParams } from './inbox-query';
import { InboxStore } from './inbox-store';
import { newInWords, totalOfTickets } from './inbox-words';
import { PreviewChoice } from './preview-choice';
import { ViewsBar } from './views-bar';

@Component({
  selector: 'tiq-inbox',
  imports: [InboxFilters, InboxList, InboxPreview, InboxBulkBar, ViewsBar, RouterLink, Icon, Notice, Failure],
  templateUrl: './inbox.html',
  // As high as what the shell leaves: the rows scroll, and the page around them does not.
  host: {
    class:
      'flex h-[calc(100dvh-2.75rem-var(--tabbar)-var(--banner))] flex-col md:h-[calc(100dvh-var(--banner))]',
  },
})
export default class Inbox {
  private readonly router = inject(Router);
  private readonly lastInbox = inject(LastInbox);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  protected readonly store = inject(InboxStore);
  protected readonly changes = inject(InboxChanges);
  protected readonly preview = inject(PreviewChoice);
  protected readonly list = this.store.list;
  protected readonly session = inject(Session);
  private readonly rows = viewChild(InboxList);
  private readonly filters = viewChild(InboxFilters);

  protected readonly skeletons = Array.from({ length: 12 }, (_, at) => at);
  protected readonly query = computed(() => queryFromParams(paramReader(this.params())));
  protected readonly filtered = computed(() => filterCount(this.query()) > 0);
  protected readonly total = computed(() => {
    const total = this.list.total();
    return total && totalOfTickets(total);
  });
  protected readonly unseen = computed(() => newInWords(this.list.unseen()));
  protected readonly allSelected = computed(() => {
    const { size } = this.store.selection.ids();
    return size > 0 && size >= this.list.tickets().length;
  });

  constructor() {
    effect(() => {
      const query = this.query();
      untracked(() => {
        this.lastInbox.params.set(paramsFromQuery(query));
        void this.store.show(query);
      });
    });
    keepLive(this.list);
    useInboxKeys({
      step: (by) => this.rows()?.step(by),
      stepChoosing: (by) => this.rows()?.stepChoosing(by),
      open: (ticket) => this.open(ticket),
      assignToMe: (ticket) => this.assignToMe(ticket),
      showNew: () => void this.store.reload(),
      clearSelection: () => this.clearSelection(),
      exportCsv: () => this.filters()?.exportCsv(),
    });
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
  /** The button goes; the keys stay at the list. */
  protected accept(ticket: Ticket): void {
    void this.changes.accept(ticket);
    this.rows()?.focusCurrent();
  }
  protected open(ticket: Ticket): void {
    void this.router.navigate(['/tickets', ticket.id]);
  }
  protected assignToMe(ticket: Ticket): void {
    const me = this.session.me();
    if (me) void this.changes.change(ticket, { assignee_id: me.id }, { id: me.id, name: me.name });
  }
  /** The bar goes with the selection; the keys go back to the list. */
  protected clearSelection(): void {
    this.store.selection.clear();
    this.rows()?.focusCurrent();
  }
}
