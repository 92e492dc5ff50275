import { inject, Injectable, signal } from '@angular/core';
import { BulkOutcome, Ticket, TicketChanges } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { asAccepted, isUnreadable, mayAccept, nothingToAccept } from '../../shared/suggestion-signs';
import { withChanges } from '../../shared/ticket-changes';
import { TicketEditor } from '../../shared/ticket-editor';
import { count } from '../../shared/total-words';
import { changesInWords, ticketsInWords } from './change-words';
import { isStill, portions, Step, stepsBack } from './former-values';
import { InboxStore } from './inbox-store';

const REMEMBERED = 20;
const FLASH_MS = 2_000;

/** What was done, with the tickets as they were before. */
interface Deed {
  changes: TicketChanges;
  before: readonly Ticket[];
}
interface Outcome {
  changed: readonly Ticket[];
  failed: BulkOutcome['failed'];
  /** Why the rest was not even tried. */
  error?: unknown;
  left: readonly Ticket[];
}

/** Changes made from the inbox: shown at once, taken back where the server says no, and undone when asked. */
@Injectable({ providedIn: 'root' })
export class InboxChanges {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly store = inject(InboxStore);
  private readonly list = this.store.list;
  private deeds: readonly Deed[] = [];

  /** How far a change of many tickets is. */
  readonly progress = signal<{ done: number; of: number } | null>(null);
  /** Rows whose change was just taken back. */
  readonly refused = signal<ReadonlySet<number>>(new Set());

  async accept(ticket: Ticket): Promise<void> {
    if (isUnreadable(ticket)) this.toasts.show(nothingToAccept(ticket));
    if (!mayAccept(ticket)) return;
    this.list.put(asAccepted(ticket));
    try {
      this.list.put(await this.api.acceptSuggestion(ticket.id));
    } catch (error) {
      this.takeBack([ticket]);
      const again = () => void this.accept(this.list.find(ticket.id) ?? ticket);
      this.toasts.failure($localize`#${ticket.id}:id: was not accepted`, error, again);
    }
  }

  async change(ticket: Ticket, changes: TicketChanges, assignee?: Ticket['assignee']): Promise<void> {
    this.list.put(withChanges(ticket, changes, assignee));
    try {
      const { ticket: now, applied } = await this.editor.change(ticket, changes);
      this.list.put(now);
      if (applied && !isStill(ticket, changes)) this.remember({ changes, before: [ticket] }, assignee);
    } catch (error) {
      this.takeBack([ticket]);
      const again = () => void this.change(this.list.find(ticket.id) ?? ticket, changes, assignee);
      this.toasts.failure($localize`#${ticket.id}:id: was not changed`, error, again);
    }
  }

  async changeSelected(changes: TicketChanges, assignee?: Ticket['assignee']): Promise<void> {
    const tickets = [...this.store.selection.ids()].flatMap((id) => this.list.find(id) ?? []);
    if (!tickets.length || this.progress()) return;
    const outcome = await this.apply([{ changes, assignee, tickets }]);
    // What was not changed stays chosen, so that it is seen and can be tried again.
    this.store.selection.set([...outcome.failed, ...outcome.left].map((each) => each.id));
    this.tell(outcome, () => void this.changeSelected(changes, assignee));
    const before = outcome.changed.filter((each) => !isStill(each, changes));
    if (before.length) this.remember({ changes, before }, assignee);
  }

  /** Takes back what was done last. */
  undoLast(): void {
    const deed = this.deeds.at(-1);
    if (deed) void this.undo(deed);
    else this.toasts.show({ tone: 'info', title: $localize`There is nothing to undo` });
  }

  private async undo(deed: Deed): Promise<void> {
    if (!this.deeds.includes(deed) || this.progress()) return;
    this.deeds = this.deeds.filter((each) => each !== deed);
    const mine = deed.before.filter(({ id }) => isStill(this.list.find(id), deed.changes));
    const outcome = await this.apply(stepsBack(mine, deed.changes));
    const again = { ...deed, before: outcome.left };
    this.tell(outcome, () => {
      this.deeds = [...this.deeds, again];
      void this.undo(again);
    });
    if (outcome.changed.length) {
      const detail = ticketsInWords(outcome.changed);
      this.toasts.show({ tone: 'success', title: $localize`Undone`, detail });
    }
    const others = deed.before.length - mine.length;
    if (others) {
      const title = $localize`${count(others)}:count: left as they are: changed again meanwhile`;
      this.toasts.show({ tone: 'info', title });
    }
  }

  private async apply(steps: readonly Step[]): Promise<Outcome> {
    const all = steps.flatMap(({ tickets }) => tickets);
    const shownBefore = all.flatMap(({ id }) => this.list.find(id) ?? []);
    for (const { tickets, changes, assignee } of steps) {
      const rows = tickets.flatMap(({ id }) => this.list.find(id) ?? []);
      this.list.putAll(rows.map((each) => withChanges(each, changes, assignee)));
    }
    const failed: BulkOutcome['failed'] = [];
    const tried = new Set<number>();
    let error: unknown;
    try {
      for (const { changes, ids } of steps.flatMap(inPortions)) {
        if (ids.length < all.length) this.progress.set({ done: tried.size, of: all.length });
        failed.push(...(await this.api.bulk(ids, changes)).failed);
        ids.forEach((id) => tried.add(id));
      }
    } catch (cause) {
      error = cause;
    }
    this.progress.set(null);
    const refused = new Set(failed.map((each) => each.id));
    this.takeBack(shownBefore.filter(({ id }) => refused.has(id) || !tried.has(id)));
    void this.list
      .refresh(new Map([...tried].map((id) => [id, 0])))
      .catch((cause: unknown) => this.toasts.failure($localize`The list may be out of date`, cause));
    return {
      changed: all.filter(({ id }) => tried.has(id) && !refused.has(id)),
      failed,
      error,
      left: all.filter(({ id }) => !tried.has(id)),
    };
  }

  private takeBack(rows: readonly Ticket[]): void {
    if (!rows.length) return;
    this.list.putAll(rows);
    this.refused.set(new Set(rows.map((each) => each.id)));
    setTimeout(() => this.refused.set(new Set()), FLASH_MS);
  }

  private tell({ changed, failed, error }: Outcome, again: () => void): void {
    if (error) return this.toasts.failure($localize`The tickets were not changed`, error, again);
    if (!failed.length) return;
    const updated = count(changed.length);
    this.toasts.show({
      tone: 'error',
      title: $localize`${updated}:changed: changed, ${count(failed.length)}:failed: not`,
      detail: failed
        .slice(0, 5)
        .map((each) => `#${each.id}: ${each.detail}`)
        .join(' '),
    });
  }

  private remember(deed: Deed, assignee: Ticket['assignee'] | undefined): void {
    this.deeds = [...this.deeds.slice(1 - REMEMBERED), deed];
    this.toasts.show({
      tone: 'success',
      title: changesInWords(deed.changes, assignee),
      detail: ticketsInWords(deed.before),
      action: { label: $localize`Undo (z)`, run: () => void this.undo(deed) },
    });
  }
}

function inPortions({ changes, tickets }: Step): { changes: TicketChanges; ids: number[] }[] {
  return portions(tickets.map((each) => each.id)).map((ids) => ({ changes, ids }));
}
