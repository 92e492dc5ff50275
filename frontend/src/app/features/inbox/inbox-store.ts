import { computed, inject, Injectable, signal } from '@angular/core';
import { Ticket, TicketChanges, TicketListQuery } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { TicketEditor } from '../../shared/ticket-editor';
import { withChanges } from '../../shared/ticket-changes';
import { TicketList } from '../../shared/ticket-list';

/** What the inbox shows and what is chosen in it. It outlives the page, so that coming back finds the place. */
@Injectable({ providedIn: 'root' })
export class InboxStore {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private shownFor: string | null = null;

  readonly list = new TicketList();
  readonly selected = signal<ReadonlySet<number>>(new Set());
  /** The ticket that the keys act on. */
  readonly currentId = signal<number | null>(null);
  readonly current = computed(() => {
    const id = this.currentId();
    return id === null ? undefined : this.list.tickets().find((each) => each.id === id);
  });

  async show(query: TicketListQuery): Promise<void> {
    const asked = JSON.stringify(query);
    if (asked === this.shownFor && this.list.state() === 'loaded') {
      return this.list
        .catchUp()
        .catch((error: unknown) => this.toasts.failure('The list may be out of date', error));
    }
    this.shownFor = asked;
    this.selected.set(new Set());
    await this.list.load(query);
  }

  async more(): Promise<void> {
    try {
      await this.list.more();
    } catch (error) {
      this.toasts.failure('Could not load more', error, () => void this.more());
    }
  }

  /** Shown at once, taken back if the server says no. */
  async accept(ticket: Ticket): Promise<void> {
    if (ticket.triage.state !== 'suggested') return;
    this.list.put({ ...ticket, triage: { ...ticket.triage, state: 'accepted' } });
    try {
      this.list.put(await this.api.acceptSuggestion(ticket.id));
    } catch (error) {
      this.list.put(ticket);
      this.toasts.failure(`#${ticket.id} was not accepted`, error);
    }
  }

  async change(ticket: Ticket, changes: TicketChanges, assignee?: Ticket['assignee']): Promise<void> {
    this.list.put(withChanges(ticket, changes, assignee));
    try {
      this.list.put((await this.editor.change(ticket, changes)).ticket);
    } catch (error) {
      this.list.put(ticket);
      this.toasts.failure(`#${ticket.id} was not changed`, error);
    }
  }

  toggle(id: number): void {
    this.selected.update((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }
  selectAll(all: boolean): void {
    this.selected.set(new Set(all ? this.list.tickets().map((each) => each.id) : []));
  }

  async changeSelected(changes: TicketChanges): Promise<void> {
    const ids = [...this.selected()];
    try {
      const { updated, failed } = await this.api.bulk(ids, changes);
      // What failed stays chosen, so that it is seen and can be tried again.
      this.selected.set(new Set(failed.map((each) => each.id)));
      if (failed.length) {
        this.toasts.show({
          tone: 'error',
          title: `${updated} changed, ${failed.length} not`,
          detail: failed
            .slice(0, 5)
            .map((each) => `#${each.id}: ${each.detail}`)
            .join(' '),
        });
      } else {
        this.toasts.success(updated === 1 ? '1 ticket changed' : `${updated} tickets changed`);
      }
      await this.list.catchUp();
    } catch (error) {
      this.toasts.failure('The tickets were not changed', error, () => void this.changeSelected(changes));
    }
  }
}
