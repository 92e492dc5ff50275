import { computed, inject, Injectable, signal } from '@angular/core';
import { TicketListQuery } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { Toasts } from '../../core/toasts';
import { TicketList } from '../../shared/ticket-list';
import { InboxSelection } from './inbox-selection';

/** A screen's height of rows is some twenty: a page is read before its first row comes into sight. */
const PAGE = 60;

/** What the inbox shows and where its reader is. It outlives the page, so that coming back finds the place. */
@Injectable({ providedIn: 'root' })
export class InboxStore {
  private readonly toasts = inject(Toasts);
  private shownFor: string | null = null;

  readonly list = new TicketList();
  readonly selection = new InboxSelection(this.list);
  /** The ticket that the keys act on. */
  readonly currentId = signal<number | null>(null);
  readonly current = computed(() => {
    const id = this.currentId();
    return id === null ? undefined : this.list.find(id);
  });
  /** Why the next page did not come, until it is tried again. */
  readonly moreProblem = signal<Problem | null>(null);
  /** How far down the reader is, in pixels. */
  offset = 0;
  /** Counts the lists that were begun from their top. */
  readonly begun = signal(0);

  constructor() {
    // Nothing is on the screen until the rows say what is: only that is read again.
    this.list.shown.set({ start: 0, end: 0 });
  }

  async show(query: TicketListQuery): Promise<void> {
    const asked = JSON.stringify(query);
    if (asked === this.shownFor && this.list.state() === 'loaded') {
      return this.list
        .catchUp()
        .catch((error: unknown) =>
          this.toasts.failure($localize`The list may be out of date`, error, () => void this.show(query)),
        );
    }
    this.shownFor = asked;
    await this.begin(this.list.load(query, { pageSize: PAGE, keepShowing: this.list.state() === 'loaded' }));
  }

  /** From the top, with what is new. */
  async reload(): Promise<void> {
    await this.begin(this.list.reload());
  }

  async more(): Promise<void> {
    this.moreProblem.set(null);
    try {
      await this.list.more();
    } catch (error) {
      this.moreProblem.set(toProblem(error));
    }
  }

  /** What was shown before stays until the answer is here, so that the list does not flash with each letter. */
  private async begin(loading: Promise<void>): Promise<void> {
    this.moreProblem.set(null);
    this.selection.clear();
    await loading;
    this.offset = 0;
    this.begun.update((times) => times + 1);
  }
}
