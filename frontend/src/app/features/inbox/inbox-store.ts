import { computed, inject, Injectable, signal } from '@angular/core';
import { TicketListQuery } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Toasts } from '../../core/toasts';
import { TicketList } from '../../shared/ticket-list';
import { TicketSequence } from '../../shared/ticket-sequence';
import { hidesSnoozed, toListQuery } from './inbox-query';
import { InboxSelection } from './inbox-selection';

/** Large enough that the next page loads before its first row is visible. */
const PAGE_SIZE = 60;

/** State of the inbox, retained across navigation. */
@Injectable({ providedIn: 'root' })
export class InboxStore {
  private readonly toasts = inject(Toasts);
  private loadedQuery: string | null = null;
  /** Whether snoozed tickets leave the list. */
  hidesSnoozed = true;

  readonly list = new TicketList();
  readonly selection = new InboxSelection(this.list);
  /** Ticket that shortcuts act on. */
  readonly currentId = signal<number | null>(null);
  readonly current = computed(() => {
    const id = this.currentId();
    return id === null ? undefined : this.list.find(id);
  });
  /** Problem of the last attempt to load more. */
  readonly loadMoreProblem = signal<ApiProblem | null>(null);
  /** Scroll position in pixels. */
  scrollOffset = 0;
  /** Incremented when the list is reset to the top. */
  readonly listVersion = signal(0);

  constructor() {
    inject(TicketSequence).follow(this.list);
    // Nothing is visible until the list reports its rows.
    this.list.visibleRange.set({ start: 0, end: 0 });
  }

  async show(query: TicketListQuery): Promise<void> {
    const queryKey = JSON.stringify(query);
    if (queryKey === this.loadedQuery && this.list.state() === 'loaded') {
      return this.list
        .resync()
        .catch((error: unknown) =>
          this.toasts.showError($localize`The list may be out of date`, error, () => void this.show(query)),
        );
    }
    this.loadedQuery = queryKey;
    this.hidesSnoozed = hidesSnoozed(query);
    await this.resetAfter(
      this.list.load(toListQuery(query), {
        pageSize: PAGE_SIZE,
        keepShowing: this.list.state() === 'loaded',
      }),
    );
  }

  /** Reloads from the top, including new tickets. */
  async reload(): Promise<void> {
    await this.resetAfter(this.list.reload());
  }

  async loadMore(): Promise<void> {
    this.loadMoreProblem.set(null);
    try {
      await this.list.loadMore();
    } catch (error) {
      this.loadMoreProblem.set(toApiProblem(error));
    }
  }

  /** Previous results stay visible until the response arrives, to avoid flicker while typing. */
  private async resetAfter(loading: Promise<void>): Promise<void> {
    this.loadMoreProblem.set(null);
    this.selection.clear();
    await loading;
    this.scrollOffset = 0;
    this.listVersion.update((version) => version + 1);
  }
}
