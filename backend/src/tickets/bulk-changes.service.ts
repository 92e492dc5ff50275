import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, MoreThan } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import type { Caller } from '../identity/users/caller.js';
import { BulkChange, type BulkChangedTicket } from './bulk-change.entity.js';
import { BulkChangesRepository } from './bulk-changes.repository.js';
import type { BulkChangeList, BulkFailure, BulkResult } from './dto/bulk.dto.js';
import { ticketChanges, type UpdateTicketInput } from './dto/ticket-input.dto.js';
import { AssignmentRules, requireAgent, requireTeam } from './ticket-assignment.js';
import { canSeeTeam, visibleTickets } from './ticket-visibility.js';
import { linkRequester } from './ticket-permissions.js';
import { revertChange, changeTicket, snapshot, type TicketUpdate } from './ticket-changes.js';
import { lockTickets, writeUpdates } from './ticket-updates.repository.js';
import { resolveTopic } from './ticket-topic.js';
import type { Ticket } from './ticket.entity.js';
import { ticketEvent } from './ticket.events.js';
import {
  BulkChangeNotFound,
  BulkChangeAlreadyUndone,
  TicketChangedSince,
  TicketMerged,
  TicketNotFound,
  UnknownTeam,
} from './tickets.errors.js';

export const BULK_UNDO_HOURS = 24;

interface BulkAttempt {
  updates: { ticket: Ticket; update: TicketUpdate }[];
  failed: BulkFailure[];
}

/** Applies and undoes bulk changes of tickets. */
@Injectable()
export class BulkChangesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly bulkChanges: BulkChangesRepository,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Changes each ticket or reports why it failed. Tickets are locked in the order of their ids, so that concurrent bulk
   * changes cannot deadlock.
   */
  async change(ids: number[], input: UpdateTicketInput, caller: Caller): Promise<BulkResult> {
    const requested = ticketChanges(input);
    const distinct = [...new Set(ids)].sort((a, b) => a - b);
    const { changed, failed, bulkChange, internal } = await this.dataSource.transaction(async (manager) => {
      await requireAgent(manager, requested);
      await requireTeam(manager, requested, caller);
      await linkRequester(manager, requested);
      await resolveTopic(manager, requested);
      const withTexts = requested.description !== undefined;
      const visible = visibleTickets(caller);
      const { tickets, now } = await lockTickets(manager, distinct, { withTexts, visible });
      const rules = await AssignmentRules.load(manager, requested, [...tickets.values()]);
      const { updates, failed } = attemptUpdates(distinct, tickets, (ticket) =>
        changeTicket(ticket, rules.complete(ticket, requested), caller, now),
      );
      const before = updates.map(({ ticket, update }) => toChangedTicket(ticket, update));
      const changed = await writeUpdates(manager, updates, caller, now);
      const written = new Set(changed.map(({ id }) => id));
      const bulkChange = manager.create(BulkChange, {
        userId: caller.id,
        changes: input,
        tickets: before.filter(({ id }) => written.has(id)),
      });
      if (changed.length > 0) await manager.insert(BulkChange, bulkChange);
      return { changed, failed, bulkChange, internal: internalIds(updates) };
    });
    this.announce(changed, bulkChange.tickets, internal);
    const undo_id = changed.length > 0 ? bulkChange.id : null;
    return { updated: distinct.length - failed.length, failed, undo_id };
  }

  /** Bulk changes that the caller can undo, newest first. */
  async list(caller: Caller): Promise<BulkChangeList> {
    return { results: await this.bulkChanges.listUndoable(caller.id, BULK_UNDO_HOURS) };
  }

  /**
   * Restores each ticket to its state before the change, including its triage decision, unless it was changed since.
   * @throws BulkChangeNotFound | BulkChangeAlreadyUndone
   */
  async undo(id: number, caller: Caller): Promise<BulkResult> {
    const { changed, former, failed, internal } = await this.dataSource.transaction(async (manager) => {
      const since = new Date(Date.now() - BULK_UNDO_HOURS * 3_600_000);
      const bulk = await manager.findOne(BulkChange, {
        where: { id, userId: caller.id, createdAt: MoreThan(since) },
        lock: { mode: 'pessimistic_write' },
      });
      if (!bulk) throw new BulkChangeNotFound(id);
      if (bulk.undoneAt) throw new BulkChangeAlreadyUndone();
      const byId = new Map(bulk.tickets.map((each) => [each.id, each]));
      const withTexts = bulk.changes.description !== undefined;
      const visible = visibleTickets(caller);
      const { tickets, now } = await lockTickets(manager, [...byId.keys()], { withTexts, visible });
      const { updates, failed } = attemptUpdates([...byId.keys()], tickets, (ticket) => {
        const { before, after } = byId.get(ticket.id)!;
        const update = revertChange(ticket, before, after);
        if (!update) throw new TicketChangedSince(ticket.id);
        const { teamId = ticket.teamId } = update.columns;
        if (!canSeeTeam(caller, teamId)) throw new UnknownTeam(teamId);
        return update;
      });
      await manager.update(BulkChange, { id }, { undoneAt: now });
      const former = updates.map(({ ticket, update }) => toChangedTicket(ticket, update));
      const changed = await writeUpdates(manager, updates, caller, now);
      return { changed, former, failed, internal: internalIds(updates) };
    });
    this.announce(changed, former, internal);
    return { updated: changed.length, failed, undo_id: null };
  }

  private announce(tickets: Ticket[], former: BulkChangedTicket[], internal: Set<number>): void {
    const teams = new Map(former.map(({ id, before }) => [id, before.teamId]));
    for (const ticket of tickets) {
      const options = { internal: internal.has(ticket.id), formerTeamId: teams.get(ticket.id) };
      const event = ticketEvent('ticket.updated', ticket, options);
      this.events.emit('ticket.updated', event);
    }
  }
}

/** Tickets whose update is hidden from their requesters. */
function internalIds(updates: BulkAttempt['updates']): Set<number> {
  return new Set(updates.filter(({ update }) => update.internal).map(({ ticket }) => ticket.id));
}

function attemptUpdates(
  ids: number[],
  tickets: Map<number, Ticket>,
  decide: (ticket: Ticket) => TicketUpdate,
): BulkAttempt {
  const updates: BulkAttempt['updates'] = [];
  const failed: BulkFailure[] = [];
  for (const id of ids) {
    try {
      const ticket = tickets.get(id);
      if (!ticket || ticket.deletedAt) throw new TicketNotFound(id);
      if (ticket.mergedIntoId !== null) throw new TicketMerged(id, ticket.mergedIntoId);
      updates.push({ ticket, update: decide(ticket) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { code, message: detail, params, fields: errors } = error;
      failed.push({ id, code, detail, params, ...(errors.length > 0 && { errors }) });
    }
  }
  return { updates, failed };
}

/** Set by triggers when a ticket is decided, and restored with the decision. */
const DERIVED_DECISION_FIELDS = [
  ...(['decidedAt', 'decisionOutdated', 'decidedCategory', 'decidedPriority'] as const),
] satisfies (keyof Ticket)[];

function isDecision({ category, priority, triageState }: Partial<Ticket>): boolean {
  return (category ?? priority ?? triageState) !== undefined;
}

/** Must be called before the update is written. */
function toChangedTicket(ticket: Ticket, { columns }: TicketUpdate): BulkChangedTicket {
  const fields = Object.keys(columns);
  const before = snapshot(ticket, isDecision(columns) ? [...fields, ...DERIVED_DECISION_FIELDS] : fields);
  return { id: ticket.id, before, after: { ...columns } };
}
