import { computed, inject, Injectable, signal } from '@angular/core';
import { HistoryEntry, Message, Ticket, TicketChanges } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { withChanges } from '../../shared/ticket-changes';
import { TicketConflict } from '../../shared/ticket-conflict';
import { TicketEditor } from '../../shared/ticket-editor';
import { timeline } from './timeline';

type Edit = (ticket: Ticket) => Ticket;
/** What is sent after a conflict was looked at; null gives the change up. */
type Decision = TicketChanges | null;

export interface OpenConflict {
  conflict: TicketConflict;
  decide: (decision: Decision) => void;
}

/** The one ticket that is open, with its conversation; what is done to it is shown before the server agrees. */
@Injectable()
export class TicketStore {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private id = 0;

  /** As the server last told it, and what was done to it since that the server has not answered. */
  private readonly told = signal<Ticket | null>(null);
  private readonly unanswered = signal<readonly Edit[]>([]);
  readonly ticket = computed(() => {
    const told = this.told();
    return told && this.unanswered().reduce((ticket, edit) => edit(ticket), told);
  });
  /** The ticket as the server last told it, without what is still on its way there. */
  readonly toldNow = this.told.asReadonly();
  readonly saving = computed(() => this.unanswered().length > 0);
  readonly problem = signal<Problem | null>(null);
  readonly deleted = signal(false);
  /** The conflict that a person looks at, with the way to decide it. */
  readonly conflict = signal<OpenConflict | null>(null);
  private readonly messages = signal<readonly Message[]>([]);
  private readonly history = signal<readonly HistoryEntry[]>([]);
  private readonly olderHistory = signal<string | null>(null);
  readonly conversationLoaded = signal(false);
  readonly hasOlderHistory = computed(() => this.olderHistory() !== null);
  readonly timeline = computed(() => timeline(this.messages(), this.history()));

  async open(id: number): Promise<void> {
    this.id = id;
    this.told.set(this.api.lastSeen(id));
    this.unanswered.set([]);
    this.conflict()?.decide(null);
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
      this.told.set(null);
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

  /**
   * Against the version that the person looked at: for a form that is the one it was opened with, for a button
   * the one that is shown. Where somebody else was quicker the person decides. False: the change was not made.
   */
  async change(
    changes: TicketChanges,
    given: { assignee?: Ticket['assignee']; seen?: Ticket } = {},
  ): Promise<boolean> {
    const seen = given.seen ?? this.told();
    if (!seen) return false;
    let made = false;
    /** What is shown of it: nothing while the person decides, and then what they decided. */
    let wanted: Decision = changes;
    await this.attempt(
      (ticket) => (wanted ? withChanges(ticket, wanted, given.assignee) : ticket),
      async () => {
        let outcome = await this.editor.change(seen, changes, 'ask');
        while (outcome.conflict) {
          wanted = null;
          this.show(outcome.ticket);
          wanted = await this.ask(outcome.conflict);
          if (!wanted) return outcome.ticket;
          if (!Object.keys(wanted).length) break;
          outcome = await this.editor.change(outcome.ticket, wanted, 'ask');
        }
        made = true;
        return outcome.ticket;
      },
    );
    return made;
  }
  async reopen(): Promise<void> {
    await this.attempt(
      (ticket) => ({ ...ticket, status: 'open' }),
      () => this.api.reopen(this.id),
    );
  }
  async accept(): Promise<void> {
    if (this.ticket()?.triage.state !== 'suggested') return;
    await this.attempt(inTriage('accepted'), () => this.api.acceptSuggestion(this.id));
  }
  async askAgain(): Promise<void> {
    await this.attempt(inTriage('pending'), () => this.api.retryTriage(this.id));
  }

  async write(body: string, visibility: Message['visibility']): Promise<boolean> {
    try {
      const message = await this.api.write(this.id, { body, visibility });
      this.messages.update((all) => [...all.filter((each) => each.id !== message.id), message]);
      // A message counts as a change of the ticket: the next edit should know its version.
      await this.refresh();
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
      this.told.set(ticket);
      await this.readConversation();
    } catch (error) {
      this.toasts.failure(`#${id} was not restored`, error, () => void this.restore(id));
    }
  }

  private ask(conflict: TicketConflict): Promise<Decision> {
    // Only one fits on the page; the one before it is given up, and told as it now stands.
    this.conflict()?.decide(null);
    return new Promise((resolve) =>
      this.conflict.set({
        conflict,
        decide: (decision) => {
          this.conflict.set(null);
          resolve(decision);
        },
      }),
    );
  }

  /** Shown at once. On failure it is taken back by forgetting it, and the reason is told. */
  private async attempt(edit: Edit, work: () => Promise<Ticket>): Promise<void> {
    const id = this.id;
    this.unanswered.update((edits) => [...edits, edit]);
    const answered = () => this.unanswered.update((edits) => edits.filter((each) => each !== edit));
    try {
      const ticket = await work();
      answered();
      this.show(ticket);
      if (id === this.id) await this.readConversation();
    } catch (error) {
      answered();
      this.toasts.failure(`#${id} was not changed`, error);
      if (id === this.id && toProblem(error).status > 0) await this.refresh();
    }
  }

  private show(ticket: Ticket): void {
    if (ticket.id !== this.id) return;
    const shown = this.told();
    if (!shown || shown.version <= ticket.version) this.told.set(ticket);
  }
}

function inTriage(state: Ticket['triage']['state']): Edit {
  return (ticket) => ({ ...ticket, triage: { ...ticket.triage, state } });
}
