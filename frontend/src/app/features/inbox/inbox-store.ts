import { computed, inject, Injectable, signal } from '@angular/core';
import { TicketListQuery } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Toasts } from '../../core/toasts';
import { TicketList } from '../../shared/ticket-list';
import { InboxSelection } from './inbox-selection';

/** A screen's height of rows is some twenty: a page is read before its first row comes into sight. */
const PAGE_SIZE = 60;

/** What the inbox shows and where its reader is. It outlives the page, so that coming back finds the place. */
@Injectable({ providedIn: 'root' })
export class InboxStore {
  private readonly toasts = inject(Toasts);
  private loadedQuery: string | null = null;

  readonly list = new TicketList();
  readonly selection = new InboxSelection(this.list);
  /** The ticket that the keys act on. */
  readonly currentId = signal<number | null>(null);
  readonly current = computed(() => {
    const id = this.currentId();
    return id === null ? undefined : this.list.find(id);
  });
  /** Why the next page did not come, until it is tried again. */
  readonly loadMoreProblem = signal<ApiProblem | null>(null);
  /** How far down the reader is, in pixels. */
  scrollOffset = 0;
  /** Counts the lists that were begun from their top. */
  readonly listVersion = signal(0);

  constructor() {
    // Nothing is on the screen until the rows say what is: only that is read again.
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
    await this.resetAfter(
      this.list.load(query, { pageSize: PAGE_SIZE, keepShowing: this.list.state() === 'loaded' }),
    );
  }

  /** From the top, with what is new. */
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

  /** What was shown before stays until the answer is here, so that the list does not flash with each letter. */
  private async resetAfter(loading: Promise<void>): Promise<void> {
    this.loadMoreProblem.set(null);
    this.selection.clear();
    await loading;
    this.scrollOffset = 0;
    this.listVersion.update((version) => version + 1);
  }
}
