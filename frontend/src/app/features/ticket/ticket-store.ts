import { computed, inject, Injectable, signal } from '@angular/core';
import { HistoryEntry, Me, Message, Ticket, TicketChanges } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { withChanges } from '../../shared/ticket-changes';
import { TicketEditor } from '../../shared/ticket-editor';
import { timeline } from './timeline';

/** The one ticket that is open, with its conversation; what is done to it is shown before the server agrees. */
@Injectable()
export class TicketStore {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private id = 0;

  readonly ticket = signal<Ticket | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly deleted = signal(false);
  readonly saving = signal(false);
  private readonly messages = signal<readonly Message[]>([]);
  private readonly history = signal<readonly HistoryEntry[]>([]);
  private readonly olderHistory = signal<string | null>(null);
  readonly conversationLoaded = signal(false);
  readonly hasOlderHistory = computed(() => this.olderHistory() !== null);
  readonly timeline = computed(() => timeline(this.messages(), this.history()));

  async open(id: number): Promise<void> {
    this.id = id;
    this.ticket.set(this.api.lastSeen(id));
    this.problem.set(null);
    this.deleted.set(false);
    this.conversationLoaded.set(false);
    this.messages.set([]);
    this.history.set([]);
    await Promise.all([this.refresh(), this.readConversation()]);
  }

  /** Reads the ticket again; an answer for a ticket that was left meanwhile is dropped. */
  async refresh(): Promise<void> {
    const id = this.id;
    try {
      const ticket = await this.api.get(id);
      if (id === this.id) this.show(ticket);
    } catch (error) {
      if (id !== this.id) return;
      this.problem.set(toProblem(error));
      this.ticket.set(null);
    }
  }

  async readConversation(): Promise<void> {
    const id = this.id;
    try {
      const [messages, history] = await Promise.all([this.api.messages(id), this.api.history(id)]);
      if (id !== this.id) return;
      this.messages.set(messages);
      this.history.set(history.results);
      this.olderHistory.set(history.next_cursor);
      this.conversationLoaded.set(true);
    } catch (error) {
      // A ticket that isn't there is told by the page itself.
      if (id !== this.id || toProblem(error).isNotFound) return;
      this.toasts.failure('The conversation could not be read', error, () => void this.readConversation());
    }
  }

  async readOlderHistory(): Promise<void> {
    const cursor = this.olderHistory();
    if (!cursor) return;
    try {
      const older = await this.api.history(this.id, cursor);
      this.history.update((history) => [...history, ...older.results]);
      this.olderHistory.set(older.next_cursor);
    } catch (error) {
      this.toasts.failure('The history could not be read', error, () => void this.readOlderHistory());
    }
  }

  async change(changes: TicketChanges, me: Me | null = null): Promise<void> {
    const before = this.ticket();
    if (!before) return;
    this.ticket.set(withChanges(before, changes, me && { id: me.id, name: me.name }));
    await this.attempt(before, async () => (await this.editor.change(before, changes)).ticket);
  }
  async accept(): Promise<void> {
    const before = this.ticket();
    if (!before || before.triage.state !== 'suggested') return;
    this.ticket.set({ ...before, triage: { ...before.triage, state: 'accepted' } });
    await this.attempt(before, () => this.api.acceptSuggestion(before.id));
  }
  async askAgain(): Promise<void> {
    const before = this.ticket();
    if (!before) return;
    this.ticket.set({ ...before, triage: { ...before.triage, state: 'pending' } });
    await this.attempt(before, () => this.api.retryTriage(before.id));
  }

  async write(body: string, visibility: Message['visibility']): Promise<boolean> {
    try {
      const message = await this.api.write(this.id, { body, visibility });
      this.messages.update((all) => [...all.filter((each) => each.id !== message.id), message]);
      return true;
    } catch (error) {
      this.toasts.failure('The message was not sent; it is still in the box', error);
      return false;
    }
  }

  async delete(): Promise<void> {
    const id = this.id;
    try {
      await this.api.delete(id);
      this.deleted.set(true);
      this.toasts.success(`#${id} is deleted`, { label: 'Undo', run: () => void this.restore(id) });
    } catch (error) {
      this.toasts.failure(`#${id} was not deleted`, error);
    }
  }
  async restore(id = this.id): Promise<void> {
    try {
      const ticket = await this.api.restore(id);
      this.toasts.success(`#${id} is back`);
      if (id !== this.id) return;
      this.deleted.set(false);
      this.problem.set(null);
      this.ticket.set(ticket);
      await this.readConversation();
    } catch (error) {
      this.toasts.failure(`#${id} was not restored`, error, () => void this.restore(id));
    }
  }

  /** On failure the ticket goes back to what it was, and says why. */
  private async attempt(before: Ticket, work: () => Promise<Ticket>): Promise<void> {
    this.saving.set(true);
    try {
      this.show(await work());
      await this.readConversation();
    } catch (error) {
      if (this.id === before.id) this.ticket.set(before);
      this.toasts.failure(`#${before.id} was not changed`, error);
      if (toProblem(error).status > 0) await this.refresh();
    } finally {
      this.saving.set(false);
    }
  }

  private show(ticket: Ticket): void {
    if (ticket.id !== this.id) return;
    const shown = this.ticket();
    if (!shown || shown.version <= ticket.version) this.ticket.set(ticket);
  }
}
