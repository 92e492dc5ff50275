import { computed, inject, Injectable, signal } from '@angular/core';
import { Message, Ticket, TicketChanges } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { asAccepted, mayAccept, nothingToAccept } from '../../shared/suggestion-signs';
import { SuggestionAcceptance } from '../../shared/suggestion-acceptance';
import { withChanges } from '../../shared/ticket-changes';
import { TicketConflict } from '../../shared/ticket-conflict';
import { EditOutcome, TicketEditor } from '../../shared/ticket-editor';
import { UndoableChanges } from '../../shared/undoable-changes';
import { Undo } from '../../core/undo';
import { Conversation } from './conversation';
import { Letter, Outbox, Outgoing } from './outbox';
import { UndoableReplies } from './undoable-replies';

/** How long a field is marked whose change was taken back. */
const MARKED_MS = 4_000;

type Edit = (ticket: Ticket) => Ticket;
interface Attempt {
  id: number;
  edit: Edit;
  work: () => Promise<Ticket>;
  /** The fields that are shown to have gone back where it fails. */
  marked: readonly string[];
  /** A form that stays open is its own way to try again. */
  fromForm?: boolean;
  refused?: Refused;
}
/** Whether a form says by itself what is wrong with what was entered. */
type Refused = (problem: Problem) => boolean;
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
  private readonly conversation = inject(Conversation);
  private readonly acceptance = inject(SuggestionAcceptance);
  private readonly undo = inject(Undo);
  private readonly undoable = inject(UndoableChanges);
  private readonly replies = inject(UndoableReplies);
  private readonly outbox = inject(Outbox);
  private id = 0;
  /** Counts what makes the answer to an earlier question out of date. */
  private asked = 0;

  /** As the server last told it, and what was done to it since that the server has not answered. */
  private readonly told = signal<Ticket | null>(null);
  private readonly unanswered = signal<readonly Edit[]>([]);
  readonly ticket = computed(() => {
    const told = this.told();
    return told && this.unanswered().reduce((ticket, edit) => edit(ticket), told);
  });
  /** The ticket as the server last told it, without what is still on its way there. */
  readonly toldNow = this.told.asReadonly();
  /** Who gets a public reply. */
  readonly recipient = computed(() => {
    const requester = this.ticket()?.requester;
    return requester?.name?.trim() || requester?.email?.trim() || null;
  });
  readonly saving = computed(() => this.unanswered().length > 0);
  readonly problem = signal<Problem | null>(null);
  readonly deleted = signal(false);
  /** Fields whose change was taken back a moment ago, to be seen. */
  readonly takenBack = signal<ReadonlySet<string>>(new Set());
  /** The conflict that a person looks at, with the way to decide it. */
  readonly conflict = signal<OpenConflict | null>(null);
  async open(id: number): Promise<void> {
    this.id = id;
    this.asked++;
    this.told.set(this.api.lastSeen(id));
    this.unanswered.set([]);
    this.conflict()?.decide(null);
    this.problem.set(null);
    this.deleted.set(false);
    await Promise.all([this.refresh(), this.conversation.open(id)]);
  }

  /** Reads the ticket again; an answer for a ticket that was left meanwhile is dropped. */
  async refresh(): Promise<void> {
    const id = this.id;
    const asked = ++this.asked;
    try {
      const ticket = await this.api.get(id);
      if (asked !== this.asked) return;
      this.show(ticket);
      // Deleted, and restored by somebody since.
      this.deleted.set(false);
      this.problem.set(null);
    } catch (error) {
      if (asked !== this.asked) return;
      const problem = toProblem(error);
      if (this.deleted() && problem.isNotFound) return;
      if (this.told() && !problem.isNotFound)
        return this.toasts.failure(
          $localize`The ticket may be out of date`,
          problem,
          () => void this.refresh(),
        );
      this.problem.set(problem);
      this.told.set(null);
    }
  }

  /**
   * Against the version that the person looked at: for a form that is the one it was opened with, for a button
   * the one that is shown. Where somebody else was quicker the person decides. False: the change was not made.
   */
  async change(
    changes: TicketChanges,
    given: { assignee?: Ticket['assignee']; seen?: Ticket; refused?: Refused } = {},
  ): Promise<boolean> {
    const seen = given.seen ?? this.told();
    if (!seen) return false;
    const { id } = this;
    const onConflict = () => (id === this.id ? 'ask' : 'tell');
    let made = false;
    /** What is shown of it: nothing while the person decides, and then what they decided. */
    let wanted: Decision = changes;
    await this.attempt({
      id,
      edit: (ticket) => (wanted ? withChanges(ticket, wanted, given.assignee) : ticket),
      work: async () => {
        let outcome = await this.editor.change(seen, changes, onConflict());
        while (outcome.conflict) {
          wanted = null;
          this.show(outcome.ticket);
          wanted = await this.ask(outcome.conflict);
          if (!wanted) return outcome.ticket;
          if (!Object.keys(wanted).length) break;
          outcome = await this.editor.change(outcome.ticket, wanted, onConflict());
        }
        made = true;
        if (wanted && outcome.applied) this.remember(outcome, wanted, given.assignee);
        return outcome.ticket;
      },
      marked: Object.keys(changes),
      fromForm: given.seen !== undefined,
      refused: given.refused,
    });
    return made;
  }
  async markRead(): Promise<void> {
    try {
      this.show(await this.api.markRead(this.id));
    } catch {
      // The ticket stays unread, and is so in the list.
    }
  }
  async markUnread(): Promise<void> {
    const { id } = this;
    const edit: Edit = (ticket) => ({ ...ticket, unread: true });
    await this.attempt({ id, edit, work: () => this.api.markUnread(id), marked: [] });
  }
  async reopen(): Promise<void> {
    const { id } = this;
    const edit: Edit = (ticket) => ({ ...ticket, status: 'open' });
    await this.attempt({ id, edit, work: () => this.api.reopen(id), marked: ['status'] });
  }
  async accept(): Promise<void> {
    const ticket = this.ticket();
    if (!ticket) return;
    if (!mayAccept(ticket)) return this.toasts.show(nothingToAccept(ticket));
    const { id } = this;
    const work = async () => {
      const { ticket: now, accepted } = await this.acceptance.accept(id);
      const { category, priority } = now;
      const title = $localize`Suggestion accepted`;
      if (accepted) this.remember({ before: ticket, ticket: now }, { category, priority }, undefined, title);
      return now;
    };
    await this.attempt({ id, edit: asAccepted, work, marked: ['triage'] });
  }
  async askAgain(): Promise<void> {
    const { id } = this;
    const work = () => this.api.retryTriage(id);
    const edit: Edit = (ticket) => ({ ...ticket, triage: { ...ticket.triage, state: 'pending' } });
    await this.attempt({ id, edit, work, marked: ['triage'] });
  }

  /** With `resolve` the ticket is resolved once the message is sent. */
  write(letter: Omit<Letter, 'ticketId' | 'after' | 'to'>): Promise<void> {
    const to =
      letter.visibility === 'public'
        ? { id: this.ticket()?.requester?.id ?? null, name: this.recipient() }
        : null;
    return this.follow(this.conversation.write({ ...letter, to }), letter.resolve);
  }
  writeAgain(outgoing: Outgoing): Promise<void> {
    return this.follow(this.conversation.writeAgain(outgoing), outgoing.resolve);
  }

  async delete(): Promise<void> {
    const id = this.id;
    try {
      await this.api.delete(id);
      if (id === this.id) this.setDeleted();
      this.toasts.success($localize`#${id}:id: deleted`, {
        label: $localize`Undo`,
        run: () => void this.restore(id),
      });
    } catch (error) {
      this.toasts.failure($localize`Couldn’t delete #${id}:id:`, error);
    }
  }
  /** Whatever was asked before is answered too late. */
  setDeleted(): void {
    this.asked++;
    this.deleted.set(true);
  }
  async restore(id = this.id): Promise<void> {
    try {
      const ticket = await this.api.restore(id);
      this.toasts.success($localize`#${id}:id: restored`);
      if (id !== this.id) return;
      this.deleted.set(false);
      this.problem.set(null);
      this.told.set(ticket);
      await this.conversation.read();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t restore #${id}:id:`, error, () => void this.restore(id));
    }
  }

  private remember(
    { before, ticket }: Pick<EditOutcome, 'before' | 'ticket'>,
    changes: TicketChanges,
    assignee?: Ticket['assignee'],
    title?: string,
  ): void {
    const shown = (back: Ticket) => {
      this.show(back);
      if (back.id === this.id) void this.conversation.read();
    };
    this.undoable.made(before, ticket, changes, { assignee, title, shown });
  }

  private async follow(sending: Promise<Message | null>, wantsResolved: boolean): Promise<void> {
    const id = this.id;
    const to = this.ticket()?.requester?.id ? this.recipient() : null;
    const message = await this.undo.during(sending);
    if (!message) return;
    if (message.undo_until) this.replies.sent(id, message, { to, resolve: wantsResolved });
    // What can be undone resolves the ticket when it is delivered.
    const resolve = wantsResolved && !message.undo_until && !message.held;
    if (id !== this.id) return resolve ? this.outbox.resolve(id) : undefined;
    // A message counts as a change of the ticket: the next edit should know its version.
    await this.refresh();
    if (resolve && this.ticket()?.status !== 'resolved') await this.change({ status: 'resolved' });
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

  /** Shown at once. On failure it is taken back by forgetting it, and that is marked; the reason is told. */
  private async attempt(attempt: Attempt): Promise<void> {
    const { id, edit, work, marked } = attempt;
    if (id === this.id) this.unanswered.update((edits) => [...edits, edit]);
    const answered = () => this.unanswered.update((edits) => edits.filter((each) => each !== edit));
    try {
      const ticket = await this.undo.during(work());
      answered();
      this.show(ticket);
      if (id === this.id) await this.conversation.read();
    } catch (error) {
      answered();
      if (attempt.refused?.(toProblem(error))) return;
      const again = attempt.fromForm ? undefined : () => void this.attempt(attempt);
      this.toasts.failure($localize`Couldn’t update #${id}:id:`, error, again);
      if (id !== this.id) return;
      this.mark(marked);
      if (toProblem(error).status > 0) await this.refresh();
    }
  }
  private mark(fields: readonly string[]): void {
    const marked = new Set(fields);
    this.takenBack.set(marked);
    setTimeout(() => this.takenBack() === marked && this.takenBack.set(new Set()), MARKED_MS);
  }

  private show(ticket: Ticket): void {
    if (ticket.id !== this.id) return;
    const shown = this.told();
    if (!shown || shown.version <= ticket.version) this.told.set(ticket);
  }
}
