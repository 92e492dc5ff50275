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
    this.begin();
    await this.list.load(query, { pageSize: PAGE });
  }

  /** From the top, with what is new. */
  async reload(): Promise<void> {
    this.begin();
    await this.list.reload();
  }

  async more(): Promise<void> {
    this.moreProblem.set(null);
    try {
      await this.list.more();
    } catch (error) {
      this.moreProblem.set(toProblem(error));
    }
  }

  private begin(): void {
    this.offset = 0;
    this.moreProblem.set(null);
    this.selection.clear();
  }
}
