import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import { normalizeEmail } from '../config/email-address.js';
import type { Caller } from '../identity/users/caller.js';
import { User } from '../identity/users/user.entity.js';
import {
  toMessageView,
  toPendingMessageView,
  type MessageInput,
  type MessageView,
} from './dto/conversation.dto.js';
import { AttachmentsRepository } from './attachments/attachments.repository.js';
import { sendAttachments } from './attachments/attachments.service.js';
import { claimKey } from './idempotency.js';
import { storeAnswer } from './idempotency-keys.repository.js';
import { discardSentDraft } from './message-drafts.repository.js';
import {
  isMailed,
  queueMail,
  recipientsOf,
  requeueMail,
  type RecipientRow,
  type Recipients,
} from './message-recipients.repository.js';
import { PendingMessage } from './pending-message.entity.js';
import { PendingMessagesRepository } from './pending-messages.repository.js';
import { lockVisibleTicket, countsAsReadBy, requireStillVisible } from './ticket-permissions.js';
import { resolveMessageChanges, resolvePossibleChanges } from './message-changes.js';
import { changeTicket, applyMessage, type TicketChanges, type TicketUpdate } from './ticket-changes.js';
import { TicketMessage, type Visibility } from './ticket-message.entity.js';
import { can, mayMove, type Status } from '../vocabulary/index.js';
import { lockTicket } from './ticket-updates.repository.js';
import { writeChange } from './write-change.js';
import type { Ticket } from './ticket.entity.js';
import { ticketEvent } from './ticket.events.js';
import {
  MessageDelivered,
  MessageNotFound,
  MessageNotResendable,
  NoSendingMailbox,
  TicketActionForbidden,
} from './tickets.errors.js';

/** Retry delay of a failed delivery, so that it does not block others. */
const RETRY_AFTER_SECONDS = 60;

/** Messages on tickets. A message, its effect on the ticket and its history entry are one transaction. */
@Injectable()
export class MessagesService {
  private readonly logger = new Logger(MessagesService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly pending: PendingMessagesRepository,
    private readonly attachments: AttachmentsRepository,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Adds a message. The first public reply of an agent is the ticket's first response; a requester's message reopens
   * the ticket. With an idempotency key, a repeat within 24 hours returns the first response.
   * @throws TicketNotFound | TicketActionForbidden | StatusTransitionForbidden | IdempotencyKeyReused
   */
  async add(id: number, input: MessageInput, caller: Caller, idempotencyKey?: string): Promise<MessageView> {
    const { ticket, internal, view } = await this.dataSource.transaction(async (manager) => {
      if (!idempotencyKey) return this.write(manager, id, input, caller);
      const claim = { userId: caller.id, key: idempotencyKey };
      const request = { ticket_id: id, ...input };
      const earlier = await claimKey<Omit<MessageView, 'body'>>(manager, { ...claim, request });
      if (earlier) {
        await requireStillVisible(manager, id, caller);
        // The stored response has no text: it equals that of the repeated request.
        const { id: messageId, ...rest } = earlier;
        return { ticket: undefined, internal: true, view: { id: messageId, body: input.body, ...rest } };
      }
      const written = await this.write(manager, id, input, caller);
      const { body: _body, ...answer } = written.view;
      await storeAnswer(manager, { ...claim, answer });
      return written;
    });
    if (ticket) this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal }));
    return view;
  }

  /**
   * Withdraws a public reply that was not delivered yet, and returns it.
   * @throws TicketNotFound | MessageNotFound | MessageDelivered | TicketActionForbidden
   */
  async undo(ticketId: number, id: number, caller: Caller): Promise<MessageView> {
    const { ticket, pending, attached } = await this.dataSource.transaction(async (manager) => {
      const { ticket } = await lockVisibleTicket(manager, ticketId, caller);
      const pending = await manager.findOne(PendingMessage, {
        where: { id, ticketId },
        relations: { author: true },
      });
      if (!pending) {
        const isDelivered = await manager.existsBy(TicketMessage, { id, ticketId });
        throw isDelivered ? new MessageDelivered() : new MessageNotFound(id);
      }
      if (pending.authorId !== caller.id)
        throw new TicketActionForbidden('Only the author can undo a reply.');
      const attached = await this.attachments.ofPendingMessages([id], manager);
      // Its attachments become unsent uploads again.
      await manager.delete(PendingMessage, { id });
      return { ticket, pending, attached: attached.get(id) };
    });
    this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal: true }));
    return toPendingMessageView(pending, attached);
  }

  /**
   * Mails a public reply again to the recipients that it did not reach.
   * @throws TicketNotFound | MessageNotFound | MessageNotResendable
   */
  async resend(ticketId: number, id: number, caller: Caller): Promise<MessageView> {
    const { ticket, message, recipients } = await this.dataSource.transaction(async (manager) => {
      const { ticket } = await lockVisibleTicket(manager, ticketId, caller);
      const message = await manager.findOne(TicketMessage, {
        where: { id, ticketId },
        relations: { author: true },
      });
      if (!message) throw new MessageNotFound(id);
      if (!(await requeueMail(manager, id))) throw new MessageNotResendable();
      return { ticket, message, recipients: (await recipientsOf(manager, [id])).get(id) };
    });
    this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal: true }));
    const attached = await this.attachments.ofMessages([id]);
    return toMessageView(message, attached.get(id), true, recipients);
  }

  /**
   * Delivers replies whose undo period is over, oldest first. A failed delivery is retried a minute later. A reply is
   * held if the ticket's requester has changed.
   */
  async deliverDue(limit: number): Promise<void> {
    for (const { id, ticketId } of await this.pending.findDue(limit)) {
      try {
        await this.deliver(id, ticketId);
      } catch (error) {
        this.logger.error({ err: error, ticketId, messageId: id }, 'A reply could not be delivered');
        await this.pending.postpone(id, RETRY_AFTER_SECONDS);
      }
    }
  }

  private async deliver(id: number, ticketId: number): Promise<void> {
    const { ticket, internal } = await this.dataSource.transaction(async (manager) => {
      // Locks the ticket first, in the same order as everywhere: another process may deliver the reply, or its author
      // undo it.
      const { ticket, now } = await lockTicket(manager, ticketId, { withDeleted: true, withMerged: true });
      const pending = await manager.findOne(PendingMessage, { where: { id }, relations: { author: true } });
      if (!pending || pending.held) return { ticket: undefined, internal: true };
      if (!isFor(pending, ticket)) {
        await manager.update(PendingMessage, { id }, { held: true });
        return { ticket, internal: true };
      }
      const { author, body } = pending;
      await this.pending.deliver(manager, { id, ticketId, authorId: author.id, body });
      await this.attachments.deliver(manager, id);
      await queueMail(manager, { messageId: id, ticketId }, pending.recipients ?? defaultRecipients(ticket));
      await manager.delete(PendingMessage, { id });
      const personId = personOf(ticket);
      const isAnswered =
        personId !== null &&
        (await this.pending.hasWrittenSince(manager, { ticketId, authorId: personId, messageId: id }));
      const actor = { type: 'user', id: author.id, name: author.name } as const;
      const changes = await resolvePossibleChanges(manager, ticket, pending.changes, author);
      const update = applyDelivery(ticket, pending, changes, { now, isAnswered });
      await writeChange(manager, ticket, update, actor, now);
      return { ticket, internal: false };
    });
    if (ticket && !ticket.deletedAt)
      this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal }));
  }

  private async write(
    manager: EntityManager,
    id: number,
    input: MessageInput,
    caller: Caller,
  ): Promise<Written> {
    const { body, visibility, resolve, wait, changes, undo_seconds: undoSeconds } = input;
    const { ticket, now } = await lockVisibleTicket(manager, id, caller);
    if (visibility === 'internal' && !can(caller, 'messages.internal'))
      throw new TicketActionForbidden('Only agents can use internal notes.');
    if ((resolve || wait) && !can(caller, 'tickets.manage'))
      throw new TicketActionForbidden('Only agents can change the status with a message.');
    if (changes && !can(caller, 'tickets.manage'))
      throw new TicketActionForbidden('Only agents can change the ticket with a message.');
    const recipients = await this.chosenRecipients(manager, ticket, input, caller);
    const author = await manager.findOneByOrFail(User, { id: caller.id });
    await discardSentDraft(manager, { ticketId: id, userId: caller.id, body });
    const status = nextStatus(input);
    const requested = changes ? await resolveMessageChanges(manager, ticket, changes, caller) : {};
    if (status) requested.status = status;
    const moved = changeTicket(ticket, requested, caller, now);
    const personId = personOf(ticket);
    const { requester_id: requesterId = personId } = input;
    const held = requesterId !== personId;
    if (visibility === 'public' && (undoSeconds > 0 || held) && caller.id !== ticket.requesterId) {
      const pending = await this.savePending(manager, ticket, { ...input, held, recipients }, author);
      await sendAttachments(manager, input.attachment_ids, caller.id, { pendingMessageId: pending.id });
      const attached = await this.attachments.ofPendingMessages([pending.id], manager);
      return { ticket, internal: true, view: toPendingMessageView(pending, attached.get(pending.id)) };
    }
    const message = manager.create(TicketMessage, {
      ticketId: id,
      authorId: caller.id,
      author,
      body,
      visibility,
      channel: 'web',
      mailFrom: null,
    });
    await manager.insert(TicketMessage, message);
    await sendAttachments(manager, input.attachment_ids, caller.id, { messageId: message.id });
    const mailed = isReply(ticket, visibility, caller)
      ? await sendByMail(manager, message, recipients ?? defaultRecipients(ticket))
      : [];
    const attached = await this.attachments.ofMessages([message.id], manager);
    const messageUpdate = applyMessage(ticket, visibility, caller, {
      now,
      reads: countsAsReadBy(ticket, caller),
    });
    const update = mergeUpdates(messageUpdate, moved);
    await writeChange(manager, ticket, update, caller, now);
    const isAgent = can(caller, 'messages.internal');
    const view = toMessageView(message, attached.get(message.id), isAgent, mailed);
    return { ticket, internal: update.internal, view };
  }

  /**
   * The recipients that an agent has chosen; null for the ticket's requester.
   * @throws TicketActionForbidden | NoSendingMailbox
   */
  private async chosenRecipients(
    manager: EntityManager,
    ticket: Ticket,
    { visibility, to, cc = [] }: MessageInput,
    caller: Caller,
  ): Promise<Recipients | null> {
    if (to === undefined && cc.length === 0) return null;
    if (!isReply(ticket, visibility, caller))
      throw new TicketActionForbidden('Only public replies of agents have recipients.');
    const chosen = { ...defaultRecipients(ticket), ...(to && { to }) };
    const recipients = { to: chosen.to, cc: cc.filter((address) => !chosen.to.includes(address)) };
    if (hasRecipients(recipients) && !(await isMailed(manager, ticket.id))) throw new NoSendingMailbox();
    return recipients;
  }

  private async savePending(
    manager: EntityManager,
    ticket: Ticket,
    {
      body,
      resolve,
      wait,
      changes = {},
      undo_seconds: undoSeconds,
      held,
      recipients,
    }: MessageInput & Pick<PendingMessage, 'held' | 'recipients'>,
    author: User,
  ): Promise<PendingMessage> {
    const { id: ticketId, requesterEmail } = ticket;
    const to = { requesterId: personOf(ticket), requesterEmail };
    const reply = { ticketId, authorId: author.id, body, resolve, wait, changes, ...to, held, recipients };
    const stored = await this.pending.insert(manager, reply, undoSeconds);
    return manager.create(PendingMessage, { ...reply, author, ...stored });
  }
}

async function sendByMail(
  manager: EntityManager,
  { id, ticketId }: Pick<TicketMessage, 'id' | 'ticketId'>,
  recipients: Recipients,
): Promise<RecipientRow[]> {
  if (!(await queueMail(manager, { messageId: id, ticketId }, recipients))) return [];
  return (await recipientsOf(manager, [id])).get(id) ?? [];
}

/** Whether the message is an agent's answer to the requester. */
function isReply(ticket: Ticket, visibility: Visibility, caller: Caller): boolean {
  return visibility === 'public' && can(caller, 'tickets.manage') && caller.id !== ticket.requesterId;
}

/** The requester, if the ticket has an address. */
function defaultRecipients({ requesterEmail }: Ticket): Recipients {
  const address = requesterEmail === null ? undefined : normalizeEmail(requesterEmail);
  return { to: address === undefined ? [] : [address], cc: [] };
}

function hasRecipients({ to, cc }: Recipients): boolean {
  return to.length + cc.length > 0;
}

interface Written {
  ticket: Ticket | undefined;
  internal: boolean | undefined;
  view: MessageView;
}

/** The requester; null until a ticket from before people is linked to its own. */
function personOf({ requesterId, personId }: Ticket): number | null {
  return requesterId ?? personId;
}

/** Whether the ticket still has the requester to whom the reply was written, who may have been linked to it since. */
function isFor(reply: PendingMessage, ticket: Ticket): boolean {
  const [personId, { requesterEmail }] = [personOf(ticket), ticket];
  if (reply.requesterId !== null) return reply.requesterId === personId;
  return personId === null || (reply.requesterEmail !== null && reply.requesterEmail === requesterEmail);
}

/** Effect of a delivered reply on its ticket. A message that the requester wrote in the meantime stays unanswered. */
function applyDelivery(
  ticket: Ticket,
  { author, ...reply }: PendingMessage,
  { status: requestedStatus, ...changes }: TicketChanges,
  { now, isAnswered }: { now: Date; isAnswered: boolean },
): TicketUpdate {
  const messageUpdate = applyMessage(ticket, 'public', author, {
    now,
    reads: !isAnswered && countsAsReadBy(ticket, author),
  });
  if (isAnswered) delete messageUpdate.columns.customerRepliedAt;
  const status = nextStatus(reply) ?? requestedStatus;
  const moves = status && !isAnswered && mayMove(ticket.status, status);
  return mergeUpdates(
    messageUpdate,
    changeTicket(ticket, { ...changes, ...(moves && { status }) }, author, now),
  );
}

/** The status to which a reply moves its ticket. */
function nextStatus({ resolve, wait }: Pick<MessageInput, 'resolve' | 'wait'>): Status | undefined {
  if (resolve) return 'resolved';
  return wait ? 'waiting' : undefined;
}

function mergeUpdates(one: TicketUpdate, other: TicketUpdate): TicketUpdate {
  const changes = { ...one.changes, ...other.changes };
  const internal = one.internal && Object.keys(other.changes).length === 0;
  return { columns: { ...one.columns, ...other.columns }, changes, internal };
}
