import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import type { Caller } from '../identity/users/caller.js';
import { ticketChanges, type CreateTicketInput, type UpdateTicketInput } from './dto/ticket-input.dto.js';
import { toTicketView, isVisibleTo, type TicketView } from './dto/ticket.dto.js';
import { sendAttachments } from './attachments/attachments.service.js';
import { claimKey } from './idempotency.js';
import { storeAnswer } from './idempotency-keys.repository.js';
import {
  acceptSuggestion,
  revertChange,
  changeTicket,
  markUnreadForAgents,
  canUndoDecision,
  requestRetriage,
  type TicketUpdate,
} from './ticket-changes.js';
import {
  linkRequester,
  lockVisibleTicket,
  countsAsReadBy,
  requireStillVisible,
  resolveRequester,
  requireEditable,
  requireOwnFields,
} from './ticket-permissions.js';
import {
  DEFAULT_CATEGORY,
  DEFAULT_PRIORITY,
  INITIAL_STATUS,
  can,
  isResolved,
  isUndecided,
} from '../vocabulary/index.js';
import { insertTicket } from './insert-ticket.js';
import { AssignmentRules, requireTeam, resolveTeam } from './ticket-assignment.js';
import { writeChange } from './write-change.js';
import { writeUnread, writeUpdate } from './ticket-updates.repository.js';
import { RESTORE_DAYS } from './ticket-retention.js';
import { resolveTopic } from './ticket-topic.js';
import { Ticket } from './ticket.entity.js';
import { ticketEvent, type TicketEventName, type TicketEventOptions } from './ticket.events.js';
import {
  DecisionNotUndoable,
  SuggestionMissing,
  SuggestionNotPending,
  NotResolved,
  StaleVersion,
  TicketNotFound,
  TriageAlreadyDecided,
} from './tickets.errors.js';
import { UndoableDecision } from './undoable-decision.entity.js';

/** Writes tickets. Each change and its history entry are one transaction; its event is emitted after the commit. */
@Injectable()
export class TicketsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventEmitter2,
    private readonly settings: Settings,
  ) {}

  /**
   * Creates a ticket. With an idempotency key, a repeat within 24 hours returns the first response and creates nothing.
   * @throws IdempotencyKeyReused | TicketActionForbidden | UnknownTeam | UnknownTopic | TopicCategoryMismatch |
   * TicketNotFound if the ticket of the first response is no longer visible
   */
  async create(input: CreateTicketInput, caller: Caller, idempotencyKey?: string): Promise<TicketView> {
    const { ticket, answer } = await this.dataSource.transaction(async (manager) => {
      if (idempotencyKey) {
        const earlier = await claimKey<Omit<TicketView, 'title' | 'description'>>(manager, {
          userId: caller.id,
          key: idempotencyKey,
          request: input,
        });
        if (earlier) {
          await requireStillVisible(manager, earlier.id, caller);
          // The stored response has no texts: they equal those of the repeated request.
          const { title, description } = input;
          const { id, ...rest } = earlier;
          return { ticket: undefined, answer: { id, title, description, ...rest } };
        }
      }
      const ticket = await this.insert(manager, input, caller);
      const answer = toTicketView(ticket, caller);
      if (idempotencyKey) {
        const { title: _title, description: _description, ...stored } = answer;
        await storeAnswer(manager, { userId: caller.id, key: idempotencyKey, answer: stored });
      }
      return { ticket, answer };
    });
    if (ticket) this.announce('ticket.created', ticket);
    return isVisibleTo(caller, answer);
  }

  /**
   * @throws TicketNotFound | StaleVersion | StatusTransitionForbidden | UnknownAssignee | UnknownTeam | UnknownTopic |
   * TopicCategoryMismatch | TicketActionForbidden
   */
  async update(
    id: number,
    input: UpdateTicketInput,
    caller: Caller,
    ifVersions?: readonly string[],
  ): Promise<TicketView> {
    const requested = ticketChanges(input);
    return this.change(id, caller, async (ticket, now, manager) => {
      requireEditable(input, caller);
      const current = toTicketView(ticket, caller);
      if (ifVersions && !ifVersions.includes(String(current.version))) {
        throw new StaleVersion(current.version, current);
      }
      await requireTeam(manager, requested, caller);
      const rules = await AssignmentRules.load(manager, requested, [ticket]);
      await resolveTopic(manager, requested, ticket);
      await linkRequester(manager, requested);
      const changes = rules.complete(ticket, requested);
      return markUnreadForAgents(ticket, changeTicket(ticket, changes, caller, now), caller);
    });
  }

  /**
   * Reopens a resolved ticket. The only status transition that requesters may trigger.
   * @throws TicketNotFound | NotResolved
   */
  async reopen(id: number, caller: Caller): Promise<TicketView> {
    return this.change(id, caller, (ticket, now) => {
      if (!isResolved(ticket.status)) throw new NotResolved(ticket.status);
      return markUnreadForAgents(
        ticket,
        changeTicket(ticket, { status: INITIAL_STATUS }, caller, now),
        caller,
      );
    });
  }

  /**
   * Accepts the suggestion, unless the ticket was decided in the meantime.
   * @throws TicketNotFound | SuggestionMissing | SuggestionNotPending
   */
  async acceptTriage(id: number, caller: Caller): Promise<TicketView> {
    return this.change(id, caller, (ticket) => {
      if (!ticket.suggestedCategory) throw new SuggestionMissing(id);
      if (ticket.triageState !== 'suggested') throw new SuggestionNotPending(id, ticket.triageState);
      return acceptSuggestion(ticket, caller);
    });
  }

  /**
   * Undoes the caller's decision and restores the previous values.
   * @throws TicketNotFound | DecisionNotUndoable
   */
  async undoTriage(id: number, caller: Caller): Promise<TicketView> {
    return this.change(id, caller, async (ticket, now, manager) => {
      if (!canUndoDecision(ticket, caller, now)) throw new DecisionNotUndoable(id);
      const decision = { ticketId: id, decidedAt: ticket.decidedAt! };
      const undoable = await manager.findOneBy(UndoableDecision, decision);
      const update = undoable && revertChange(ticket, undoable.before, {});
      if (!update) throw new DecisionNotUndoable(id);
      return update;
    });
  }

  /** @throws TicketNotFound | TriageAlreadyDecided */
  async retryTriage(id: number, caller: Caller): Promise<TicketView> {
    return this.change(id, caller, (ticket, now) => {
      if (!isUndecided(ticket.triageState)) throw new TriageAlreadyDecided(id);
      return requestRetriage(ticket, now);
    });
  }

  /**
   * Soft-deletes the ticket. It can be restored for 30 days.
   * @throws TicketNotFound
   */
  async remove(id: number, caller: Caller): Promise<void> {
    const ticket = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockVisibleTicket(manager, id, caller, { withMerged: true });
      await writeUpdate(
        manager,
        ticket,
        { columns: { deletedAt: now }, changes: { deleted: [false, true] } },
        caller,
        now,
      );
      return ticket;
    });
    this.announce('ticket.deleted', ticket);
  }

  /**
   * Restores a deleted ticket; no effect on any other.
   * @throws TicketNotFound
   */
  async restore(id: number, caller: Caller): Promise<TicketView> {
    const { ticket, restored } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockVisibleTicket(manager, id, caller, {
        withDeleted: true,
        withMerged: true,
      });
      if (!ticket.deletedAt) return { ticket, restored: false };
      if (now.getTime() - ticket.deletedAt.getTime() > RESTORE_DAYS * 86_400_000)
        throw new TicketNotFound(id);
      await writeUpdate(
        manager,
        ticket,
        { columns: { deletedAt: null }, changes: { deleted: [true, false] } },
        caller,
        now,
      );
      return { ticket, restored: true };
    });
    if (restored) this.announce('ticket.updated', ticket);
    return toTicketView(ticket, caller);
  }

  /**
   * Marks the ticket as read if the caller is the assignee or the ticket has none; no effect otherwise.
   * @throws TicketNotFound
   */
  async markRead(id: number, caller: Caller): Promise<TicketView> {
    return this.mark(id, caller, { unread: false });
  }

  /** @throws TicketNotFound */
  async markUnread(id: number, caller: Caller): Promise<TicketView> {
    return this.mark(id, caller, { unread: true });
  }

  private async mark(id: number, caller: Caller, { unread }: { unread: boolean }): Promise<TicketView> {
    const { ticket, changed } = await this.dataSource.transaction(async (manager) => {
      const { ticket } = await lockVisibleTicket(manager, id, caller, { withMerged: true });
      if (ticket.unread === unread || !(unread || countsAsReadBy(ticket, caller)))
        return { ticket, changed: false };
      await writeUnread(manager, ticket, unread);
      return { ticket, changed: true };
    });
    if (changed) this.announce('ticket.updated', ticket, { internal: true });
    return toTicketView(ticket, caller);
  }

  private async change(
    id: number,
    caller: Caller,
    decide: (ticket: Ticket, now: Date, manager: EntityManager) => TicketUpdate | Promise<TicketUpdate>,
  ): Promise<TicketView> {
    const { ticket, changed, formerTeamId, internal } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockVisibleTicket(manager, id, caller);
      const { teamId } = ticket;
      const update = await decide(ticket, now, manager);
      const changed = await writeChange(manager, ticket, update, caller, now);
      return { ticket, changed, formerTeamId: teamId, internal: update.internal ?? false };
    });
    if (changed) this.announce('ticket.updated', ticket, { formerTeamId, internal });
    return toTicketView(ticket, caller);
  }

  /**
   * Inserts a ticket with its history. The caller announces it after the transaction.
   * @throws TicketActionForbidden | UnknownTeam | UnknownTopic | TopicCategoryMismatch
   */
  async insert(manager: EntityManager, input: CreateTicketInput, caller: Caller): Promise<Ticket> {
    const { title, description, priority, tags = [], topic_id: topicId = null } = input;
    requireOwnFields(input, caller);
    const chosen = { topicId, category: input.category };
    await resolveTopic(manager, chosen);
    const { category } = chosen;
    const requester = await resolveRequester(manager, input, caller);
    const teamId = await resolveTeam(manager, input, caller);
    // A requester's choice is stored as given: triage adds a suggestion, and an agent decides.
    const decided = category && priority && can(caller, 'triage.decide');
    const ticket = manager.create(Ticket, {
      title,
      description,
      category: category ?? DEFAULT_CATEGORY,
      priority: priority ?? DEFAULT_PRIORITY,
      topicId,
      tags,
      ...requester,
      teamId,
      dueAt: input.due_at ?? null,
      triageState: decided ? 'manual' : 'pending',
      categoryGiven: category !== undefined,
      priorityGiven: priority !== undefined,
      ...(decided && { decidedBy: 'agent', decidedById: caller.id }),
    });
    const decider = decided ? { id: caller.id, name: caller.name } : null;
    await insertTicket(manager, ticket, {
      actor: caller,
      decider,
      triageDelaySeconds: this.settings.TRIAGE_SWEEP_SECONDS,
    });
    await sendAttachments(manager, input.attachment_ids, caller.id, { ticketId: ticket.id });
    return ticket;
  }

  private announce(name: TicketEventName, ticket: Ticket, options?: TicketEventOptions): void {
    this.events.emit(name, ticketEvent(name, ticket, options));
  }
}
