import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../users/caller.js';
import { User } from '../users/user.entity.js';
import {
  messageView,
  pendingMessageView,
  type MessageInput,
  type MessageView,
} from './dto/conversation.dto.js';
import { discardSentDraft } from './message-drafts.service.js';
import { PendingMessage } from './pending-message.entity.js';
import { lockVisible, readsFor } from './ticket-authority.js';
import { changeTicket, withMessage, type TicketUpdate } from './ticket-changes.js';
import { TicketMessage } from './ticket-message.entity.js';
import { can, isResolved, mayMove } from '../vocabulary/index.js';
import { lockTicket, writeUpdate } from './ticket-store.js';
import type { Ticket } from './ticket.entity.js';
import { ticketEvent } from './ticket.events.js';
import { MessageDelivered, MessageNotFound, NotYours } from './tickets.errors.js';

/** How long a reply waits whose delivery failed, so that it holds up no other. */
const RETRY_AFTER_SECONDS = 60;

/** What is said about tickets: a message, what it makes of its ticket and the row in the history are one transaction. */
@Injectable()
export class MessagesService {
  private readonly logger = new Logger(MessagesService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * The first public reply of an agent is the ticket's first response; a requester's message reopens it.
   * @throws TicketNotFound | NotYours | StatusMoveForbidden
   */
  async add(id: number, input: MessageInput, caller: Caller): Promise<MessageView> {
    const { visibility, resolve, undo_seconds: undoSeconds } = input;
    const { ticket, internal, view } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockVisible(manager, id, caller);
      if (visibility === 'internal' && !can(caller, 'messages.internal'))
        throw new NotYours('Internal notes are among agents.');
      if (resolve && !can(caller, 'tickets.manage'))
        throw new NotYours('Only an agent may resolve a ticket.');
      const author = await manager.findOneByOrFail(User, { id: caller.id });
      await discardSentDraft(manager, { ticketId: id, userId: caller.id, body: input.body });
      const resolved = resolve && changeTicket(ticket, { status: 'resolved' }, caller, now);
      if (visibility === 'public' && undoSeconds > 0 && caller.id !== ticket.requesterId) {
        const pending = await keepPending(manager, ticket, input, author);
        return { ticket, internal: true, view: pendingMessageView(pending) };
      }
      const message = manager.create(TicketMessage, {
        ticketId: id,
        authorId: caller.id,
        author,
        body: input.body,
        visibility,
      });
      await manager.insert(TicketMessage, message);
      const said = withMessage(ticket, visibility, caller, { now, reads: readsFor(ticket, caller) });
      const update = resolved ? together(said, resolved) : said;
      await writeUpdate(manager, ticket, update, caller, now);
      return { ticket, internal: update.internal, view: messageView(message) };
    });
    this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal }));
    return view;
  }

  /** The reply, which nobody but agents has seen. @throws TicketNotFound | MessageNotFound | MessageDelivered | NotYours */
  async undo(ticketId: number, id: number, caller: Caller): Promise<MessageView> {
    const { ticket, pending } = await this.dataSource.transaction(async (manager) => {
      const { ticket } = await lockVisible(manager, ticketId, caller);
      const pending = await manager.findOne(PendingMessage, {
        where: { id, ticketId },
        relations: { author: true },
      });
      if (!pending) {
        const isDelivered = await manager.existsBy(TicketMessage, { id, ticketId });
        throw isDelivered ? new MessageDelivered() : new MessageNotFound(id);
      }
      if (pending.authorId !== caller.id) throw new NotYours('Only its author may undo a reply.');
      await manager.delete(PendingMessage, { id });
      return { ticket, pending };
    });
    this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal: true }));
    return pendingMessageView(pending);
  }

  /** Delivers the replies whose time to be undone is over, oldest first. One that fails is tried again a minute later. */
  async deliverDue(limit: number): Promise<void> {
    const due = await this.dataSource.query<{ id: number; ticket_id: number }[]>(
      `SELECT id, ticket_id FROM pending_messages WHERE deliver_at <= now() ORDER BY deliver_at, id LIMIT $1`,
      [limit],
    );
    for (const { id, ticket_id: ticketId } of due) {
      try {
        await this.deliver(id, ticketId);
      } catch (error) {
        this.logger.error({ err: error, ticketId, messageId: id }, 'A reply was not delivered');
        await this.dataSource.query(
          `UPDATE pending_messages SET deliver_at = now() + make_interval(secs => $2) WHERE id = $1`,
          [id, RETRY_AFTER_SECONDS],
        );
      }
    }
  }

  private async deliver(id: number, ticketId: number): Promise<void> {
    const ticket = await this.dataSource.transaction(async (manager) => {
      // The ticket first, as everybody locks it: another process may deliver the same, or its author undo it.
      const { ticket, now } = await lockTicket(manager, ticketId, { withDeleted: true });
      const pending = await manager.findOne(PendingMessage, { where: { id }, relations: { author: true } });
      if (!pending) return undefined;
      const { author, body } = pending;
      await manager.delete(PendingMessage, { id });
      await manager.query(
        `INSERT INTO ticket_messages (id, ticket_id, author_id, body, visibility) OVERRIDING SYSTEM VALUE
         VALUES ($1, $2, $3, $4, 'public')`,
        [id, ticketId, author.id, body],
      );
      const isAnswered = await hasAnswered(manager, ticket, id);
      const actor = { type: 'user', id: author.id, name: author.name } as const;
      await writeUpdate(manager, ticket, delivered(ticket, pending, { now, isAnswered }), actor, now);
      return ticket;
    });
    if (ticket && !ticket.deletedAt)
      this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket));
  }
}

/** What a reply makes of its ticket once it is delivered: the requester's answer that crossed it stays unanswered. */
function delivered(
  ticket: Ticket,
  { author, resolve }: PendingMessage,
  { now, isAnswered }: { now: Date; isAnswered: boolean },
): TicketUpdate {
  const said = withMessage(ticket, 'public', author, { now, reads: !isAnswered && readsFor(ticket, author) });
  if (isAnswered) delete said.columns.customerRepliedAt;
  const resolves = resolve && !isAnswered && !isResolved(ticket.status) && mayMove(ticket.status, 'resolved');
  return resolves ? together(said, changeTicket(ticket, { status: 'resolved' }, author, now)) : said;
}

function together(one: TicketUpdate, other: TicketUpdate): TicketUpdate {
  const changes = { ...one.changes, ...other.changes };
  const internal = one.internal && Object.keys(other.changes).length === 0;
  return { columns: { ...one.columns, ...other.columns }, changes, internal };
}

/** Under the id that it will have as a message. */
async function keepPending(
  manager: EntityManager,
  { id: ticketId }: Ticket,
  { body, resolve, undo_seconds }: MessageInput,
  author: User,
): Promise<PendingMessage> {
  const [row] = await manager.query<[{ id: number; created_at: Date; deliver_at: Date }]>(
    `INSERT INTO pending_messages (id, ticket_id, author_id, body, resolve, deliver_at)
     VALUES (nextval(pg_get_serial_sequence('ticket_messages', 'id')), $1, $2, $3, $4, now() + make_interval(secs => $5))
     RETURNING id, created_at, deliver_at`,
    [ticketId, author.id, body, resolve, undo_seconds],
  );
  const { id, created_at: createdAt, deliver_at: deliverAt } = row;
  return manager.create(PendingMessage, {
    id,
    ticketId,
    authorId: author.id,
    author,
    body,
    resolve,
    createdAt,
    deliverAt,
  });
}

/** Whether the requester has written since a reply was. */
async function hasAnswered(
  manager: EntityManager,
  { id: ticketId, requesterId }: Ticket,
  messageId: number,
): Promise<boolean> {
  if (requesterId === null) return false;
  const [row] = await manager.query<[{ answered: boolean }]>(
    `SELECT EXISTS (SELECT FROM ticket_messages WHERE ticket_id = $1 AND id > $2 AND author_id = $3) AS answered`,
    [ticketId, messageId, requesterId],
  );
  return row.answered;
}
