import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Settings } from '../../config/settings.js';
import { can, DEFAULT_CATEGORY, DEFAULT_PRIORITY, type Channel } from '../../vocabulary/index.js';
import { User } from '../../identity/users/user.entity.js';
import { IncomingFiles, type StoredFile } from '../attachments/incoming-files.js';
import { insertTicket } from '../insert-ticket.js';
import { applyRequesterMessage, type TicketUpdate } from '../ticket-changes.js';
import type { Actor } from '../ticket-history.entity.js';
import { TicketMessage } from '../ticket-message.entity.js';
import { resolvePerson } from '../ticket-permissions.js';
import { lockTicket } from '../ticket-updates.repository.js';
import { writeChange } from '../write-change.js';
import { Ticket } from '../ticket.entity.js';

/** Who wrote from outside. Their address proves nothing. */
export interface IncomingSender {
  name: string | null;
  /** Normalized; null if they gave none that is valid. */
  email: string | null;
}

export interface IncomingText {
  text: string;
  /** Sanitized. */
  html: string | null;
  files: readonly StoredFile[];
}

/** Tickets and messages from outside, within the transaction of the caller, who announces them after the commit. */
@Injectable()
export class IncomingTickets {
  constructor(
    private readonly files: IncomingFiles,
    private readonly settings: Settings,
  ) {}

  /** Creates a ticket, which is triaged like any other. Its requester is the person of the address. */
  async create(
    manager: EntityManager,
    { title, text, html, files }: IncomingText & { title: string },
    {
      sender,
      teamId,
      channel,
      actor,
    }: { sender: IncomingSender; teamId: number; channel: Channel; actor: Actor },
  ): Promise<{ ticket: Ticket; attachmentIds: number[] }> {
    const named = { requesterName: sender.name, requesterEmail: sender.email };
    const ticket = manager.create(Ticket, {
      title,
      description: text,
      descriptionHtml: html,
      category: DEFAULT_CATEGORY,
      priority: DEFAULT_PRIORITY,
      topicId: null,
      tags: [],
      ...named,
      ...(await resolvePerson(manager, named)),
      teamId,
      channel,
      dueAt: null,
      triageState: 'pending',
      categoryGiven: false,
      priorityGiven: false,
    });
    const triageDelaySeconds = this.settings.TRIAGE_SWEEP_SECONDS;
    await insertTicket(manager, ticket, { actor, triageDelaySeconds });
    const attachmentIds = await this.files.attach(manager, files, { ticketId: ticket.id });
    return { ticket, attachmentIds };
  }

  /**
   * Adds a message to a ticket. One by a person reopens the ticket and awaits a reply, an automatic one changes nothing else.
   * @throws TicketNotFound | TicketMerged
   */
  async addMessage(
    manager: EntityManager,
    ticketId: number,
    { text, html, files }: IncomingText,
    { sender, channel, actor, isAutomatic }: IncomingAuthor,
  ): Promise<{ ticket: Ticket; message: TicketMessage; attachmentIds: number[] }> {
    const { ticket, now } = await lockTicket(manager, ticketId);
    const message = manager.create(TicketMessage, {
      ticketId,
      ...(await this.authorOf(manager, sender)),
      body: text,
      html,
      visibility: 'public',
      channel,
      mailFrom: sender.email,
    });
    await manager.insert(TicketMessage, message);
    const attachmentIds = await this.files.attach(manager, files, { messageId: message.id });
    const update: TicketUpdate = isAutomatic
      ? { columns: {}, changes: { message: [null, 'public'] } }
      : applyRequesterMessage(ticket, actor, now);
    await writeChange(manager, ticket, update, actor, now);
    return { ticket, message, attachmentIds };
  }

  /** Anyone can write in the name of an agent, so that an agent's address is only a name. */
  private async authorOf(
    manager: EntityManager,
    sender: IncomingSender,
  ): Promise<Pick<TicketMessage, 'authorId' | 'authorName'>> {
    const named = { requesterName: sender.name, requesterEmail: sender.email };
    const { personId } = await resolvePerson(manager, named);
    const person = personId === null ? null : await manager.findOneBy(User, { id: personId });
    if (person && !can(person, 'tickets.readAll')) return { authorId: person.id, authorName: null };
    return { authorId: null, authorName: sender.name ?? sender.email ?? 'Unknown sender' };
  }
}

interface IncomingAuthor {
  sender: IncomingSender;
  channel: Channel;
  actor: Actor;
  isAutomatic: boolean;
}
