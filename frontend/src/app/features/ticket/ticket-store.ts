import { computed, inject, Injectable, signal } from '@angular/core';
import { Subject } from 'rxjs';
import { Message, Ticket, TicketChanges } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { TeamsStore } from '../../core/teams-store';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { withSuggestionAccepted, canAccept, nothingToAcceptToast } from '../../shared/suggestion-status';
import { SuggestionAcceptance } from '../../shared/suggestion-acceptance';
import { isResolved } from '../../core/ticket-labels';
import { withChanges } from '../../shared/ticket-changes';
import { TicketConflict } from '../../shared/ticket-conflict';
import { EditResult, TicketEditor } from '../../shared/ticket-editor';
import { UndoableChanges } from '../../shared/undoable-changes';
import { UndoStack } from '../../core/undo-stack';
import { Conversation } from './conversation';
import { MessageSubmission, Outbox, PendingMessage } from './outbox';
import { UndoableReplies } from './undoable-replies';

/** Duration of the highlight of reverted fields, in milliseconds. */
const REVERTED_HIGHLIGHT_MS = 4_000;

type OptimisticEdit = (ticket: Ticket) => Ticket;
interface EditAttempt {
  id: number;
  edit: OptimisticEdit;
  execute: () => Promise<Ticket>;
  /** Fields to highlight if the change fails. */
  fields: readonly string[];
  /** Forms stay open on errors, so the toast needs no retry. */
  fromForm?: boolean;
  handleProblem?: ProblemHandler;
}
/** Returns true if the form shows the problem itself. */
type ProblemHandler = (problem: ApiProblem) => boolean;
/** Changes to submit after a conflict; null discards them. */
type ConflictDecision = TicketChanges | null;

export interface PendingConflict {
  conflict: TicketConflict;
  resolve: (decision: ConflictDecision) => void;
}

/** The open ticket with its conversation and optimistic changes. */
@Injectable()
export class TicketStore {
  private readonly api = inject(TicketsApi);
  private readonly editor = inject(TicketEditor);
  private readonly toasts = inject(Toasts);
  private readonly conversation = inject(Conversation);
  private readonly acceptance = inject(SuggestionAcceptance);
  private readonly undo = inject(UndoStack);
  private readonly undoableChanges = inject(UndoableChanges);
  private readonly replies = inject(UndoableReplies);
  private readonly outbox = inject(Outbox);
  private readonly teams = inject(TeamsStore);
  private id = 0;
  /** Identifies the latest request; responses to earlier ones are ignored. */
  private requestId = 0;

  /** Server state; pending changes are applied on top. */
  private readonly server = signal<Ticket | null>(null);
  private readonly pendingEdits = signal<readonly OptimisticEdit[]>([]);
  readonly ticket = computed(() => {
    const serverTicket = this.server();
    return serverTicket && this.pendingEdits().reduce((ticket, edit) => edit(ticket), serverTicket);
  });
  /** Server state without pending changes. */
  readonly serverTicket = this.server.asReadonly();
  /** Recipient of public replies. */
  readonly recipient = computed(() => {
    const requester = this.ticket()?.requester;
    return requester?.name?.trim() || requester?.email?.trim() || null;
  });
  /** Whether public replies reach the requester by mail: a mailbox has received the ticket, or sends for its team. */
  readonly isMailed = computed(() => {
    const ticket = this.ticket();
    if (!ticket?.requester?.email) return false;
    return ticket.channel === 'mail' || !!this.teams.find(ticket.team.id)?.sends_mail;
  });
  /** Whether public replies reach the requester. */
  readonly isDeliverable = computed(() => this.isMailed() || !!this.ticket()?.requester?.can_read);
  readonly saving = computed(() => this.pendingEdits().length > 0);
  readonly problem = signal<ApiProblem | null>(null);
  readonly deleted = signal(false);
  /** Fields whose change was just reverted. */
  readonly revertedFields = signal<ReadonlySet<string>>(new Set());
  private readonly finishedIds = new Subject<number>();
  /** Ids of tickets that the user resolved, closed or snoozed. */
  readonly finished = this.finishedIds.asObservable();
  /** Conflict that the user is resolving. */
  readonly conflict = signal<PendingConflict | null>(null);
  async open(id: number): Promise<void> {
    this.id = id;
    this.requestId++;
    this.server.set(this.api.cached(id));
    this.pendingEdits.set([]);
    this.conflict()?.resolve(null);
    this.problem.set(null);
    this.deleted.set(false);
    await Promise.all([this.refresh(), this.conversation.open(id)]);
  }

  /** Reloads the ticket. Responses for a previously open ticket are ignored. */
  async refresh(): Promise<void> {
    const id = this.id;
    const requestId = ++this.requestId;
    try {
      const ticket = await this.api.get(id);
      if (requestId !== this.requestId) return;
      this.applyServerState(ticket);
      // A deleted ticket was restored.
      this.deleted.set(false);
      this.problem.set(null);
    } catch (error) {
      if (requestId !== this.requestId) return;
      const problem = toApiProblem(error);
      if (this.deleted() && problem.isNotFound) return;
      if (this.server() && !problem.isNotFound)
        return this.toasts.showError(
          $localize`The ticket may be out of date`,
          problem,
          () => void this.refresh(),
        );
      this.problem.set(problem);
      this.server.set(null);
    }
  }

  /**
   * Updates the ticket based on the version that the user saw: for forms, the version when opened.
   * Conflicts are resolved by the user. Resolves with false if the change was not applied.
   */
  async update(
    changes: TicketChanges,
    options: { assignee?: Ticket['assignee']; seen?: Ticket; refused?: ProblemHandler } = {},
  ): Promise<boolean> {
    const base = options.seen ?? this.server();
    if (!base) return false;
    const { id } = this;
    const onConflict = () => (id === this.id ? 'ask' : 'tell');
    let applied = false;
    /** Changes to show: none during the conflict, then those chosen. */
    let decided: ConflictDecision = changes;
    await this.runEdit({
      id,
      edit: (ticket) => (decided ? withChanges(ticket, decided, options.assignee) : ticket),
      execute: async () => {
        let result = await this.editor.update(base, changes, onConflict());
        while (result.conflict) {
          decided = null;
          this.applyServerState(result.ticket);
          decided = await this.promptConflict(result.conflict);
          if (!decided) return result.ticket;
          if (!Object.keys(decided).length) break;
          result = await this.editor.update(result.ticket, decided, onConflict());
        }
        applied = true;
        if (decided && result.applied) this.pushUndo(result, decided, options.assignee);
        return result.ticket;
      },
      fields: Object.keys(changes),
      fromForm: options.seen !== undefined,
      handleProblem: options.refused,
    });
    if (applied && decided && finishes(decided)) this.finishedIds.next(id);
    return applied;
  }
  async markRead(): Promise<void> {
    try {
      this.applyServerState(await this.api.markRead(this.id));
    } catch {
      // The ticket remains unread, as shown in the list.
    }
  }
  async markUnread(): Promise<void> {
    const { id } = this;
    const edit: OptimisticEdit = (ticket) => ({ ...ticket, unread: true });
    await this.runEdit({ id, edit, execute: () => this.api.markUnread(id), fields: [] });
  }
  async reopen(): Promise<void> {
    const { id } = this;
    const edit: OptimisticEdit = (ticket) => ({ ...ticket, status: 'open' });
    await this.runEdit({ id, edit, execute: () => this.api.reopen(id), fields: ['status'] });
  }
  async accept(): Promise<void> {
    const ticket = this.ticket();
    if (!ticket) return;
    if (!canAccept(ticket)) return this.toasts.show(nothingToAcceptToast(ticket));
    const { id } = this;
    const work = async () => {
      const { ticket: now, accepted } = await this.acceptance.accept(id);
      const { category, priority } = now;
      const title = $localize`Suggestion accepted`;
      if (accepted) this.pushUndo({ before: ticket, ticket: now }, { category, priority }, undefined, title);
      return now;
    };
    await this.runEdit({ id, edit: withSuggestionAccepted, execute: work, fields: ['triage'] });
  }
  async retriage(): Promise<void> {
    const { id } = this;
    const work = () => this.api.retryTriage(id);
    const edit: OptimisticEdit = (ticket) => ({ ...ticket, triage: { ...ticket.triage, state: 'pending' } });
    await this.runEdit({ id, edit, execute: work, fields: ['triage'] });
  }

  /** With `resolve`, the ticket is resolved once the message is sent. */
  sendMessage(submission: Omit<MessageSubmission, 'ticketId' | 'afterMessageId' | 'to'>): Promise<void> {
    const to =
      submission.visibility === 'public'
        ? { id: this.ticket()?.requester?.id ?? null, name: this.recipient() }
        : null;
    return this.afterSending(this.conversation.send({ ...submission, to }), submission);
  }
  retryMessage(pending: PendingMessage): Promise<void> {
    return this.afterSending(this.conversation.retry(pending), pending);
  }

  async delete(): Promise<void> {
    const id = this.id;
    try {
      await this.api.delete(id);
      if (id === this.id) this.setDeleted();
      this.toasts.showSuccess($localize`#${id}:id: deleted`, {
        label: $localize`Undo`,
        run: () => void this.restore(id),
      });
    } catch (error) {
      this.toasts.showError($localize`Couldn’t delete #${id}:id:`, error);
    }
  }
  /** Invalidates pending requests. */
  setDeleted(): void {
    this.requestId++;
    this.deleted.set(true);
  }
  async restore(id = this.id): Promise<void> {
    try {
      const ticket = await this.api.restore(id);
      this.toasts.showSuccess($localize`#${id}:id: restored`);
      if (id !== this.id) return;
      this.deleted.set(false);
      this.problem.set(null);
      this.server.set(ticket);
      await this.conversation.load();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t restore #${id}:id:`, error, () => void this.restore(id));
    }
  }

  private pushUndo(
    { before, ticket }: Pick<EditResult, 'before' | 'ticket'>,
    changes: TicketChanges,
    assignee?: Ticket['assignee'],
    title?: string,
  ): void {
    const onReverted = (reverted: Ticket) => {
      this.applyServerState(reverted);
      if (reverted.id === this.id) void this.conversation.load();
    };
    this.undoableChanges.announce(before, ticket, changes, { assignee, title, onReverted });
  }

  private async afterSending(
    sending: Promise<Message | null>,
    { resolve: wantsResolved, wait }: Pick<MessageSubmission, 'resolve' | 'wait'>,
  ): Promise<void> {
    const id = this.id;
    const to = this.isDeliverable() ? this.recipient() : null;
    const message = await this.undo.track(sending);
    if (!message) return;
    if (message.undo_until) this.replies.announce(id, message, { to, resolve: wantsResolved, wait });
    // An undoable message resolves the ticket on delivery.
    const resolve = wantsResolved && !message.undo_until && !message.held;
    if (id !== this.id) return resolve ? this.outbox.resolve(id) : undefined;
    // A message increments the version of the ticket.
    await this.refresh();
    if (wantsResolved && (message.undo_until || this.ticket()?.status === 'resolved'))
      this.finishedIds.next(id);
    if (resolve && this.ticket()?.status !== 'resolved') await this.update({ status: 'resolved' });
  }
  private promptConflict(conflict: TicketConflict): Promise<ConflictDecision> {
    // Only one conflict is shown at a time; the previous one is discarded.
    this.conflict()?.resolve(null);
    return new Promise((resolve) =>
      this.conflict.set({
        conflict,
        resolve: (decision) => {
          this.conflict.set(null);
          resolve(decision);
        },
      }),
    );
  }

  /**
   * Applies the change optimistically. If it fails, reverts and highlights it and reports the
   * error.
   */
  private async runEdit(attempt: EditAttempt): Promise<void> {
    const { id, edit, execute, fields } = attempt;
    if (id === this.id) this.pendingEdits.update((edits) => [...edits, edit]);
    const removeEdit = () => this.pendingEdits.update((edits) => edits.filter((pending) => pending !== edit));
    try {
      const ticket = await this.undo.track(execute());
      removeEdit();
      this.applyServerState(ticket);
      if (id === this.id) await this.conversation.load();
    } catch (error) {
      removeEdit();
      if (attempt.handleProblem?.(toApiProblem(error))) return;
      const retry = attempt.fromForm ? undefined : () => void this.runEdit(attempt);
      this.toasts.showError($localize`Couldn’t update #${id}:id:`, error, retry);
      if (id !== this.id) return;
      this.markReverted(fields);
      if (toApiProblem(error).status > 0) await this.refresh();
    }
  }
  private markReverted(fields: readonly string[]): void {
    const reverted = new Set(fields);
    this.revertedFields.set(reverted);
    setTimeout(
      () => this.revertedFields() === reverted && this.revertedFields.set(new Set()),
      REVERTED_HIGHLIGHT_MS,
    );
  }

  private applyServerState(ticket: Ticket): void {
    if (ticket.id !== this.id) return;
    const current = this.server();
    if (!current || current.version <= ticket.version) this.server.set(ticket);
  }
}

function finishes({ status, snoozed_until }: TicketChanges): boolean {
  return (status !== undefined && isResolved(status)) || typeof snoozed_until === 'string';
}
