import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, In, type EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { DomainError } from '../domain-error.js';
import type { Agent } from '../users/agent.js';
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
import type { Actor, Changes } from './ticket-history.entity.js';
import { TicketMessage } from './ticket-message.entity.js';
import { lockTicket, lockTickets, recordHistory, writeUpdate } from './ticket-store.js';
import { IDEMPOTENCY_HOURS, RESTORE_DAYS } from './ticket-retention.js';
import { Ticket } from './ticket.entity.js';
import type { TicketEvent, TicketEventName } from './ticket.events.js';
import {
  IdempotencyKeyReused,
  NothingSuggested,
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
   * @throws IdempotencyKeyReused
   */
  async create(input: CreateTicketInput, actor: Actor, idempotencyKey?: string): Promise<TicketView> {
    const { ticket, answer } = await this.dataSource.transaction(async (manager) => {
      if (idempotencyKey) {
        const earlier = await this.claimKey(manager, idempotencyKey, hashOf(input));
        if (earlier) return { ticket: undefined, answer: earlier };
      }
      const ticket = await this.insert(manager, input, actor);
      const answer = ticketView(ticket);
      if (idempotencyKey) await manager.update(IdempotencyKey, { key: idempotencyKey }, { answer: answer });
      return { ticket, answer };
    });
    if (ticket) this.announce('ticket.created', ticket);
    return answer;
  }

  /** @throws TicketNotFound | StaleVersion | StatusMoveForbidden | UnknownAssignee */
  async update(id: number, input: UpdateTicketInput, actor: Actor, ifVersion?: number): Promise<TicketView> {
    const wanted = ticketChanges(input);
    return this.change(id, actor, async (ticket, now, manager) => {
      if (ifVersion !== undefined && ifVersion !== ticket.version) throw new StaleVersion(ticket.version);
      await requireAssignee(manager, wanted);
      return changeTicket(ticket, wanted, now);
    });
  }

  /** @throws TicketNotFound | NothingSuggested */
  async acceptTriage(id: number, actor: Actor): Promise<TicketView> {
    return this.change(id, actor, (ticket) => {
      if (!ticket.suggestedCategory) throw new NothingSuggested(id);
      return acceptSuggestion(ticket);
    });
  }

  /** @throws TicketNotFound | TriageSettled */
  async retryTriage(id: number, actor: Actor): Promise<TicketView> {
    return this.change(id, actor, (ticket, now) => {
      if (ticket.triageState !== 'pending' && ticket.triageState !== 'suggested') throw new TriageSettled(id);
      return oweTriageAgain(ticket, now);
    });
  }

  /** Each ticket is changed or reported by itself; locks are taken in the order of ids, so that two runs can't deadlock. */
  async updateMany(ids: number[], input: UpdateTicketInput, actor: Actor): Promise<BulkResult> {
    const wanted = ticketChanges(input);
    const distinct = [...new Set(ids)].sort((a, b) => a - b);
    const result: BulkResult = { updated: 0, failed: [] };
    const changed: Ticket[] = [];
    await this.dataSource.transaction(async (manager) => {
      await requireAssignee(manager, wanted);
      const { tickets, now } = await lockTickets(manager, distinct);
      for (const id of distinct) {
        try {
          const ticket = tickets.get(id);
          if (!ticket || ticket.deletedAt) throw new TicketNotFound(id);
          if (await writeUpdate(manager, ticket, changeTicket(ticket, wanted, now), actor, now))
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
  async remove(id: number, actor: Actor): Promise<void> {
    const ticket = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockTicket(manager, id);
      await writeUpdate(
        manager,
        ticket,
        { columns: { deletedAt: now }, changes: { deleted: [false, true] } },
        actor,
        now,
      );
      return ticket;
    });
    this.announce('ticket.deleted', ticket);
  }

  /** A ticket that is not deleted stays as it is. @throws TicketNotFound */
  async restore(id: number, actor: Actor): Promise<TicketView> {
    const { ticket, restored } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockTicket(manager, id, { withDeleted: true });
      if (!ticket.deletedAt) return { ticket, restored: false };
      if (now.getTime() - ticket.deletedAt.getTime() > RESTORE_DAYS * 86_400_000)
        throw new TicketNotFound(id);
      await writeUpdate(
        manager,
        ticket,
        { columns: { deletedAt: null }, changes: { deleted: [true, false] } },
        actor,
        now,
      );
      return { ticket, restored: true };
    });
    if (restored) this.announce('ticket.updated', ticket);
    return ticketView(ticket);
  }

  /** The first public reply of an agent is the ticket's first response. @throws TicketNotFound */
  async addMessage(id: number, { body, visibility }: MessageInput, agent: Agent): Promise<MessageView> {
    const { ticket, message } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockTicket(manager, id);
      const author = await manager.findOneByOrFail(User, { id: agent.id });
      const message = manager.create(TicketMessage, {
        ticketId: id,
        authorId: agent.id,
        author,
        body,
        visibility,
      });
      await manager.insert(TicketMessage, message);
      const firstResponse =
        visibility === 'public' && !ticket.firstResponseAt ? { firstResponseAt: now } : {};
      const update = { columns: firstResponse, changes: { message: [null, visibility] } satisfies Changes };
      await writeUpdate(manager, ticket, update, agent, now);
      return { ticket, message };
    });
    this.announce('ticket.updated', ticket);
    return messageView(message);
  }

  private async change(
    id: number,
    actor: Actor,
    decide: (ticket: Ticket, now: Date, manager: EntityManager) => TicketUpdate | Promise<TicketUpdate>,
  ): Promise<TicketView> {
    const { ticket, changed } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockTicket(manager, id);
      const changed = await writeUpdate(manager, ticket, await decide(ticket, now, manager), actor, now);
      return { ticket, changed };
    });
    if (changed) this.announce('ticket.updated', ticket);
    return ticketView(ticket);
  }

  private async insert(manager: EntityManager, input: CreateTicketInput, actor: Actor): Promise<Ticket> {
    const { title, description, category, priority, tags = [], requester } = input;
    const triageOwed = !category || !priority;
    const ticket = manager.create(Ticket, {
      title,
      description,
      category: category ?? 'general',
      priority: priority ?? 'medium',
      tags,
      requesterName: requester?.name ?? null,
      requesterEmail: requester?.email ?? null,
      triageState: triageOwed ? 'pending' : 'manual',
      // The wake-up that follows the commit is quicker; the sweeper comes only where that was lost.
      triageDueAt: triageOwed ? new Date(Date.now() + this.settings.TRIAGE_SWEEP_SECONDS * 1000) : null,
      categoryGiven: category !== undefined,
      priorityGiven: priority !== undefined,
    });
    await manager.insert(Ticket, ticket);
    const created = await manager.findOneByOrFail(Ticket, { id: ticket.id });
    created.assignee = null;
    await recordHistory(
      manager,
      created.id,
      actor,
      {
        status: [null, created.status],
        category: [null, created.category],
        priority: [null, created.priority],
      },
      created.createdAt,
    );
    return created;
  }

  /** The key is the caller's from here to the end of the transaction; a second caller waits in the insert. */
  private async claimKey(
    manager: EntityManager,
    key: string,
    requestHash: string,
  ): Promise<TicketView | undefined> {
    const claimed = await manager.query<unknown[]>(
      `INSERT INTO idempotency_keys AS k (key, request_hash) VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET request_hash = excluded.request_hash, answer = NULL, created_at = now()
         WHERE k.created_at < now() - make_interval(hours => $3)
       RETURNING key`,
      [key, requestHash, IDEMPOTENCY_HOURS],
    );
    if (claimed.length > 0) return undefined;
    const first = await manager.findOneByOrFail(IdempotencyKey, { key });
    if (first.requestHash !== requestHash) throw new IdempotencyKeyReused();
    return first.answer as TicketView;
  }

  private announce(name: TicketEventName, ticket: Ticket): void {
    const { id, version, triageState, deletedAt } = ticket;
    const event: TicketEvent = { name, id, version, triageOwed: triageState === 'pending' && !deletedAt };
    this.events.emit(name, event);
  }
}

/** @throws UnknownAssignee */
async function requireAssignee(manager: EntityManager, { assigneeId }: TicketChanges): Promise<void> {
  if (typeof assigneeId !== 'number') return;
  if (!(await manager.existsBy(User, { id: assigneeId, role: In(['agent', 'admin']) }))) {
    throw new UnknownAssignee(assigneeId);
  }
}

function hashOf(input: CreateTicketInput): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}
