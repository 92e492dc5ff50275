import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, In, type EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { DomainError } from '../domain-error.js';
import { mayActAs, type Caller } from '../users/caller.js';
import { User } from '../users/user.entity.js';
import { messageView, type MessageInput, type MessageView } from './dto/conversation.dto.js';
import {
  ticketChanges,
  type BulkResult,
  type CreateTicketInput,
  type UpdateTicketInput,
} from './dto/ticket-input.dto.js';
import { ticketView, type TicketView } from './dto/ticket.dto.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import {
  acceptSuggestion,
  changeTicket,
  oweTriageAgain,
  type TicketChanges,
  type TicketUpdate,
} from './ticket-changes.js';
import { linkRequester, lockVisible, requesterOf, requireChangeable } from './ticket-authority.js';
import type { Changes } from './ticket-history.entity.js';
import { TicketMessage } from './ticket-message.entity.js';
import { isResolved } from './ticket-status.js';
import { lockTicket, lockTickets, recordHistory, writeUpdate } from './ticket-store.js';
import { IDEMPOTENCY_HOURS, RESTORE_DAYS } from './ticket-retention.js';
import { Ticket } from './ticket.entity.js';
import type { TicketEvent, TicketEventName } from './ticket.events.js';
import {
  IdempotencyKeyReused,
  NothingSuggested,
  NotResolved,
  NotYours,
  StaleVersion,
  TicketNotFound,
  TriageSettled,
  UnknownAssignee,
} from './tickets.errors.js';

/** Changes tickets. Each change and its row in the history are one transaction; it is announced once committed. */
@Injectable()
export class TicketsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventEmitter2,
    private readonly settings: Settings,
  ) {}

  /**
   * With an idempotency key, a repeat within 24 hours gets the first answer, and files nothing.
   * @throws IdempotencyKeyReused | NotYours
   */
  async create(input: CreateTicketInput, caller: Caller, idempotencyKey?: string): Promise<TicketView> {
    const { ticket, answer } = await this.dataSource.transaction(async (manager) => {
      if (idempotencyKey) {
        const earlier = await this.claimKey(manager, caller, idempotencyKey, hashOf(input));
        if (earlier) return { ticket: undefined, answer: earlier };
      }
      const ticket = await this.insert(manager, input, caller);
      const answer = ticketView(ticket);
      if (idempotencyKey)
        await manager.update(IdempotencyKey, { userId: caller.id, key: idempotencyKey }, { answer });
      return { ticket, answer };
    });
    if (ticket) this.announce('ticket.created', ticket);
    return answer;
  }

  /** @throws TicketNotFound | StaleVersion | StatusMoveForbidden | UnknownAssignee | NotYours */
  async update(
    id: number,
    input: UpdateTicketInput,
    caller: Caller,
    ifVersion?: number,
  ): Promise<TicketView> {
    const wanted = ticketChanges(input);
    return this.change(id, caller, async (ticket, now, manager) => {
      requireChangeable(input, caller);
      if (ifVersion !== undefined && ifVersion !== ticket.version) {
        throw new StaleVersion(ticket.version, ticketView(ticket));
      }
      await requireAssignee(manager, wanted);
      await linkRequester(manager, wanted);
      return changeTicket(ticket, wanted, now);
    });
  }

  /** What a requester may do of all status moves. @throws TicketNotFound | NotResolved */
  async reopen(id: number, caller: Caller): Promise<TicketView> {
    return this.change(id, caller, (ticket, now) => {
      if (!isResolved(ticket.status)) throw new NotResolved(ticket.status);
      return changeTicket(ticket, { status: 'open' }, now);
    });
  }

  /** @throws TicketNotFound | NothingSuggested */
  async acceptTriage(id: number, caller: Caller): Promise<TicketView> {
    return this.change(id, caller, (ticket) => {
      if (!ticket.suggestedCategory) throw new NothingSuggested(id);
      return acceptSuggestion(ticket);
    });
  }

  /** @throws TicketNotFound | TriageSettled */
  async retryTriage(id: number, caller: Caller): Promise<TicketView> {
    return this.change(id, caller, (ticket, now) => {
      if (ticket.triageState !== 'pending' && ticket.triageState !== 'suggested') throw new TriageSettled(id);
      return oweTriageAgain(ticket, now);
    });
  }

  /** Each ticket is changed or reported by itself; locks are taken in the order of ids, so that two runs can't deadlock. */
  async updateMany(ids: number[], input: UpdateTicketInput, caller: Caller): Promise<BulkResult> {
    const wanted = ticketChanges(input);
    const distinct = [...new Set(ids)].sort((a, b) => a - b);
    const result: BulkResult = { updated: 0, failed: [] };
    const changed: Ticket[] = [];
    await this.dataSource.transaction(async (manager) => {
      await requireAssignee(manager, wanted);
      await linkRequester(manager, wanted);
      const { tickets, now } = await lockTickets(manager, distinct);
      for (const id of distinct) {
        try {
          const ticket = tickets.get(id);
          if (!ticket || ticket.deletedAt) throw new TicketNotFound(id);
          if (await writeUpdate(manager, ticket, changeTicket(ticket, wanted, now), caller, now))
            changed.push(ticket);
          result.updated += 1;
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          result.failed.push({ id, detail: error.message });
        }
      }
    });
    for (const ticket of changed) this.announce('ticket.updated', ticket);
    return result;
  }

  /** Hides the ticket from everything; it can be restored for 30 days. @throws TicketNotFound */
  async remove(id: number, caller: Caller): Promise<void> {
    const ticket = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockTicket(manager, id);
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

  /** A ticket that is not deleted stays as it is. @throws TicketNotFound */
  async restore(id: number, caller: Caller): Promise<TicketView> {
    const { ticket, restored } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockTicket(manager, id, { withDeleted: true });
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
    return ticketView(ticket);
  }

  /** The first public reply of an agent is the ticket's first response. @throws TicketNotFound | NotYours */
  async addMessage(id: number, { body, visibility }: MessageInput, caller: Caller): Promise<MessageView> {
    const isAgent = mayActAs(caller.role, 'agent');
    const { ticket, message } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockVisible(manager, id, caller);
      if (visibility === 'internal' && !isAgent) throw new NotYours('Internal notes are among agents.');
      const author = await manager.findOneByOrFail(User, { id: caller.id });
      const message = manager.create(TicketMessage, {
        ticketId: id,
        authorId: caller.id,
        author,
        body,
        visibility,
      });
      await manager.insert(TicketMessage, message);
      const firstResponse =
        isAgent && visibility === 'public' && !ticket.firstResponseAt ? { firstResponseAt: now } : {};
      const update = { columns: firstResponse, changes: { message: [null, visibility] } satisfies Changes };
      await writeUpdate(manager, ticket, update, caller, now);
      return { ticket, message };
    });
    this.announce('ticket.updated', ticket, { internal: visibility === 'internal' });
    return messageView(message);
  }

  private async change(
    id: number,
    caller: Caller,
    decide: (ticket: Ticket, now: Date, manager: EntityManager) => TicketUpdate | Promise<TicketUpdate>,
  ): Promise<TicketView> {
    const { ticket, changed } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockVisible(manager, id, caller);
      const changed = await writeUpdate(manager, ticket, await decide(ticket, now, manager), caller, now);
      return { ticket, changed };
    });
    if (changed) this.announce('ticket.updated', ticket);
    return ticketView(ticket);
  }

  private async insert(manager: EntityManager, input: CreateTicketInput, caller: Caller): Promise<Ticket> {
    const { title, description, category, priority, tags = [] } = input;
    const requester = await requesterOf(manager, input, caller);
    const triageOwed = !category || !priority;
    const ticket = manager.create(Ticket, {
      title,
      description,
      category: category ?? 'general',
      priority: priority ?? 'medium',
      tags,
      ...requester,
      triageState: triageOwed ? 'pending' : 'manual',
      categoryGiven: category !== undefined,
      priorityGiven: priority !== undefined,
    });
    // The wake-up that follows the commit is quicker; the sweeper comes only where that was lost. By the database's
    // clock, which the sweeper goes by.
    const dueAt = `now() + make_interval(secs => ${this.settings.TRIAGE_SWEEP_SECONDS})`;
    const row = { ...ticket, triageDueAt: triageOwed ? () => dueAt : null };
    await manager.insert(Ticket, row);
    // The statement has told what it filled in, all but when triage is due; what it says nothing of is empty.
    const columns = manager.connection.getMetadata(Ticket).columns.map(({ propertyName }) => propertyName);
    const empty = Object.fromEntries([...columns, 'assignee'].map((property) => [property, null]));
    Object.assign(ticket, empty, row, { triageDueAt: null });
    await recordHistory(
      manager,
      ticket.id,
      caller,
      {
        status: [null, ticket.status],
        category: [null, ticket.category],
        priority: [null, ticket.priority],
      },
      ticket.createdAt,
    );
    return ticket;
  }

  /** The key is the caller's from here to the end of the transaction; a second caller waits in the insert. */
  private async claimKey(
    manager: EntityManager,
    { id: userId }: Caller,
    key: string,
    requestHash: string,
  ): Promise<TicketView | undefined> {
    const claimed = await manager.query<unknown[]>(
      `INSERT INTO idempotency_keys AS k (key, request_hash, user_id) VALUES ($1, $2, $4)
       ON CONFLICT (key, user_id) DO UPDATE SET request_hash = excluded.request_hash, answer = NULL, created_at = now()
         WHERE k.created_at < now() - make_interval(hours => $3)
       RETURNING key`,
      [key, requestHash, IDEMPOTENCY_HOURS, userId],
    );
    if (claimed.length > 0) return undefined;
    const first = await manager.findOneByOrFail(IdempotencyKey, { userId, key });
    if (first.requestHash !== requestHash) throw new IdempotencyKeyReused();
    return first.answer as TicketView;
  }

  private announce(name: TicketEventName, ticket: Ticket, { internal = false } = {}): void {
    const { id, version, requesterId, triageState, deletedAt } = ticket;
    const triageOwed = triageState === 'pending' && !deletedAt;
    const event: TicketEvent = { name, id, version, requesterId, internal, triageOwed };
    this.events.emit(name, event);
  }
}

/** @throws UnknownAssignee */
async function requireAssignee(manager: EntityManager, { assigneeId }: TicketChanges): Promise<void> {
  if (typeof assigneeId !== 'number') return;
  if (!(await manager.existsBy(User, { id: assigneeId, role: In(['agent', 'admin']), active: true }))) {
    throw new UnknownAssignee(assigneeId);
  }
}

function hashOf(input: CreateTicketInput): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}
