import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../identity/users/caller.js';
import { INVERSE_LINK, type LinkType } from '../vocabulary/index.js';
import type { LikelyDuplicateList } from './dto/ticket-relations.dto.js';
import { toTicketView, type TicketView } from './dto/ticket.dto.js';
import { TicketHistory } from './ticket-history.entity.js';
import { TicketLink } from './ticket-link.entity.js';
import { TicketMessage } from './ticket-message.entity.js';
import { lockVisibleTicket, lockVisibleTickets } from './ticket-permissions.js';
import { readReferences, recordHistory, writeUpdate } from './ticket-updates.repository.js';
import type { Ticket } from './ticket.entity.js';
import { ticketEvent } from './ticket.events.js';
import {
  LinkToItself,
  MessageNotFound,
  NoteNotSplittable,
  SplitNotUndoable,
  TooManyLinks,
} from './tickets.errors.js';
import { contentWords, similarity } from './ticket-similarity.js';
import { TicketsRepository } from './tickets.repository.js';
import { TicketsService } from './tickets.service.js';

const MAX_LINKS = 50;
const MAX_DUPLICATES = 5;
/** Share of common words from which two tickets are likely to be about the same. */
const MIN_SIMILARITY = 0.3;

/** Links tickets, splits them, and finds likely duplicates. */
@Injectable()
export class TicketLinksService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventEmitter2,
    private readonly tickets: TicketsService,
    private readonly queries: TicketsRepository,
  ) {}

  /**
   * Links two tickets, or changes the type of their link. Both show it.
   * @throws TicketNotFound | LinkToItself | TooManyLinks
   */
  async link(id: number, linkedId: number, type: LinkType, caller: Caller): Promise<TicketView> {
    return this.relink(id, linkedId, type, caller);
  }

  /**
   * Removes the link of two tickets; no effect if there is none.
   * @throws TicketNotFound | LinkToItself
   */
  async unlink(id: number, linkedId: number, caller: Caller): Promise<TicketView> {
    return this.relink(id, linkedId, null, caller);
  }

  /**
   * Creates a ticket from a public message, linked to the message's ticket. The message stays where it is.
   * @throws TicketNotFound | MessageNotFound | NoteNotSplittable
   */
  async split(id: number, messageId: number, title: string, caller: Caller): Promise<TicketView> {
    const { ticket, created } = await this.dataSource.transaction(async (manager) => {
      const { ticket, now } = await lockVisibleTicket(manager, id, caller);
      const message = await manager.findOneBy(TicketMessage, { id: messageId, ticketId: id });
      if (!message) throw new MessageNotFound(messageId);
      if (message.visibility === 'internal') throw new NoteNotSplittable();
      const { requesterName: name, requesterEmail: email } = ticket;
      const created = await this.tickets.insert(
        manager,
        {
          title,
          description: message.body,
          requester: name || email ? { name, email } : null,
          // The message may be confidential.
          team_id: ticket.teamId,
        },
        caller,
      );
      await recordHistory(manager, created.id, caller, { split_from: [null, id] }, now);
      await writeLink(manager, id, created.id, 'relates_to');
      const changes = { split_into: [null, created.id] as [null, number] };
      await writeUpdate(manager, ticket, { columns: {}, changes, internal: true }, caller, now);
      created.references = await readReferences(manager, created.id);
      return { ticket, created };
    });
    this.events.emit('ticket.created', ticketEvent('ticket.created', created));
    this.announce([ticket]);
    return toTicketView(created, caller);
  }

  /**
   * Deletes a ticket that the caller split off, unless someone has written on it since, and returns the ticket that it
   * came from.
   * @throws TicketNotFound | SplitNotUndoable
   */
  async unsplit(id: number, caller: Caller): Promise<TicketView> {
    const { original, ticket } = await this.dataSource.transaction(async (manager) => {
      const origin = await manager
        .createQueryBuilder(TicketHistory, 'h')
        .where('h.ticketId = :id AND h.actorId = :caller', { id, caller: caller.id })
        .andWhere(`h.changes ? 'split_from'`)
        .getOne();
      const originalId = origin?.changes['split_from']?.[1] as number | undefined;
      const ids = originalId === undefined ? [id] : [id, originalId];
      const { tickets, now } = await lockVisibleTickets(manager, ids, caller);
      if (originalId === undefined || (await manager.existsBy(TicketMessage, { ticketId: id })))
        throw new SplitNotUndoable(id);
      const ticket = tickets.get(id)!;
      const original = tickets.get(originalId)!;
      await writeLink(manager, id, originalId, null);
      const deleted = { columns: { deletedAt: now }, changes: { deleted: [false, true] as [false, true] } };
      await writeUpdate(manager, ticket, deleted, caller, now);
      const changes = { split_into: [id, null] as [number, null] };
      await writeUpdate(manager, original, { columns: {}, changes, internal: true }, caller, now);
      original.references = await readReferences(manager, originalId);
      return { original, ticket };
    });
    this.events.emit('ticket.deleted', ticketEvent('ticket.deleted', ticket));
    this.announce([original]);
    return toTicketView(original, caller);
  }

  /**
   * Tickets of the same requester with a similar text, created within two weeks before or after it.
   * @throws TicketNotFound
   */
  async findDuplicates(id: number, caller: Caller): Promise<LikelyDuplicateList> {
    const { ticket, others } = await this.queries.ofSameRequester(id, caller);
    const words = contentWords(`${ticket.title}\n${ticket.text}`);
    const results = others
      .map(({ text, ...other }) => ({
        ...other,
        similarity: similarity(words, contentWords(`${other.title}\n${text}`)),
      }))
      .filter((other) => other.similarity >= MIN_SIMILARITY)
      .sort((a, b) => b.similarity - a.similarity || b.id - a.id)
      .slice(0, MAX_DUPLICATES);
    return { results };
  }

  private async relink(
    id: number,
    linkedId: number,
    type: LinkType | null,
    caller: Caller,
  ): Promise<TicketView> {
    if (id === linkedId) throw new LinkToItself();
    const { ticket, changed } = await this.dataSource.transaction(async (manager) => {
      const { tickets, now } = await lockVisibleTickets(manager, [id, linkedId], caller);
      const ticket = tickets.get(id)!;
      const { links } = ticket.references;
      const before = links.find((link) => link.id === linkedId)?.type ?? null;
      if (before === type) return { ticket, changed: [] };
      const linked = tickets.get(linkedId)!;
      for (const each of [ticket, linked])
        if (before === null && each.references.links.length >= MAX_LINKS) throw new TooManyLinks(MAX_LINKS);
      await writeLink(manager, id, linkedId, type);
      for (const [own, other] of [
        [ticket, linked],
        [linked, ticket],
      ] as const) {
        const seen = (value: LinkType | null): { id: number; type: LinkType } | null =>
          value && { id: other.id, type: own === ticket ? value : INVERSE_LINK[value] };
        const changes = { link: [seen(before), seen(type)] as [unknown, unknown] };
        await writeUpdate(manager, own, { columns: {}, changes, internal: true }, caller, now);
      }
      ticket.references = await readReferences(manager, id);
      return { ticket, changed: [ticket, linked] };
    });
    this.announce(changed);
    return toTicketView(ticket, caller);
  }

  private announce(tickets: Ticket[]): void {
    for (const ticket of tickets)
      this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, { internal: true }));
  }
}

/** Stores the link with both tickets, or removes it. */
async function writeLink(
  manager: EntityManager,
  ticketId: number,
  linkedId: number,
  type: LinkType | null,
): Promise<void> {
  const [one, other] = [
    { ticketId, linkedId },
    { ticketId: linkedId, linkedId: ticketId },
  ];
  if (type === null) {
    await manager.delete(TicketLink, one);
    await manager.delete(TicketLink, other);
    return;
  }
  const rows = [
    { ...one, type },
    { ...other, type: INVERSE_LINK[type] },
  ];
  await manager.upsert(TicketLink, rows, ['ticketId', 'linkedId']);
}
