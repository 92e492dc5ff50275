import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../identity/users/caller.js';
import { MAX_LENGTH, MAX_TAGS, isResolved } from '../vocabulary/index.js';
import { toTicketView, type TicketView } from './dto/ticket.dto.js';
import { revertChange, snapshot, type TicketUpdate } from './ticket-changes.js';
import { TicketFollower } from './ticket-follower.entity.js';
import { TicketMerge } from './ticket-merge.entity.js';
import {
  addFollowersOf,
  findMovableMessages,
  insertDescription,
  moveMessages,
} from './ticket-merges.repository.js';
import { TicketMessage } from './ticket-message.entity.js';
import { lockVisibleTickets } from './ticket-permissions.js';
import { readReferences, writeUpdate } from './ticket-updates.repository.js';
import type { Ticket } from './ticket.entity.js';
import { ticketEvent } from './ticket.events.js';
import { MergeIntoItself, NotMerged } from './tickets.errors.js';

/** Fields of the source that a merge changes. */
const SOURCE_FIELDS = [
  ...(['mergedIntoId', 'status', 'resolvedAt', 'unread', 'customerRepliedAt', 'snoozedUntil'] as const),
] satisfies (keyof Ticket)[];

/**
 * Merges tickets: the conversation moves to the target, and the source remains as a closed pointer to it. What was moved
 * and changed is stored, so that the merge can be undone exactly.
 */
@Injectable()
export class TicketMergesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Merges the ticket into another, and returns that. If the two have different requesters, moved messages become
   * internal, so that neither requester reads what the other wrote.
   * @throws TicketNotFound | MergeIntoItself | TicketMerged
   */
  async merge(sourceId: number, targetId: number, caller: Caller): Promise<TicketView> {
    if (sourceId === targetId) throw new MergeIntoItself();
    const { source, target } = await this.dataSource.transaction(async (manager) => {
      const { tickets, now } = await lockVisibleTickets(manager, [sourceId, targetId], caller);
      const source = tickets.get(sourceId)!;
      const target = tickets.get(targetId)!;
      const isSameRequester = haveSameRequester(source, target);

      const messages = await findMovableMessages(manager, sourceId);
      const moved = isSameRequester
        ? messages
        : messages.map(({ id }) => ({ id, visibility: 'internal' as const }));
      await moveMessages(manager, moved, { from: sourceId, to: targetId });
      const descriptionMessageId = await insertDescription(manager, source, {
        targetId,
        body: describe(source),
        visibility: isSameRequester ? 'public' : 'internal',
      });
      const followers = await addFollowersOf(manager, { from: sourceId, to: targetId });

      const inherited = inheritedFields(source, target, { isSameRequester });
      await manager.insert(TicketMerge, {
        sourceId,
        targetId,
        mergedAt: now,
        messages,
        descriptionMessageId,
        followers,
        sourceBefore: snapshot(source, SOURCE_FIELDS),
        targetBefore: snapshot(target, Object.keys(inherited)),
        targetAfter: inherited,
      });
      await writeUpdate(manager, source, closeAsMerged(source, targetId, now), caller, now);
      const changes = { merged_ticket: [null, sourceId] as [null, number] };
      await writeUpdate(manager, target, { columns: inherited, changes, internal: true }, caller, now);
      await this.refresh(manager, target);
      return { source, target };
    });
    this.announce([source, target]);
    return toTicketView(target, caller);
  }

  /**
   * Undoes a merge, and returns the ticket that was merged. Fields of the target that were changed since keep their
   * values.
   * @throws TicketNotFound | NotMerged
   */
  async unmerge(sourceId: number, caller: Caller): Promise<TicketView> {
    const { source, target } = await this.dataSource.transaction(async (manager) => {
      const merge = await manager.findOneBy(TicketMerge, { sourceId });
      const ids = merge ? [sourceId, merge.targetId] : [sourceId];
      const { tickets, now } = await lockVisibleTickets(manager, ids, caller, {
        withMerged: true,
        withDeletedTarget: merge?.targetId,
      });
      const source = tickets.get(sourceId)!;
      // Reads it again: the merge may have been undone while the lock was awaited.
      if (!merge || !(await manager.existsBy(TicketMerge, { sourceId, targetId: merge.targetId })))
        throw new NotMerged(sourceId);
      const { targetId, messages, descriptionMessageId, followers } = merge;
      const target = tickets.get(targetId)!;

      await moveMessages(manager, messages, { from: targetId, to: sourceId });
      await manager.delete(TicketMessage, { id: descriptionMessageId });
      for (const userId of followers) await manager.delete(TicketFollower, { ticketId: targetId, userId });
      await manager.delete(TicketMerge, { sourceId });

      const before = withDates(merge.sourceBefore);
      const changes = {
        merged_into: [targetId, null] as [number, null],
        status: [source.status, before.status] as [unknown, unknown],
      };
      await writeUpdate(manager, source, { columns: before, changes }, caller, now);
      const reverted = unchangedSince(target, withDates(merge.targetBefore), withDates(merge.targetAfter));
      const unmerged = { merged_ticket: [sourceId, null] as [number, null] };
      await writeUpdate(
        manager,
        target,
        { columns: reverted, changes: unmerged, internal: true },
        caller,
        now,
      );
      await this.refresh(manager, source);
      return { source, target };
    });
    this.announce([source, ...(target.deletedAt ? [] : [target])]);
    return toTicketView(source, caller);
  }

  private async refresh(manager: EntityManager, ticket: Ticket): Promise<void> {
    ticket.references = await readReferences(manager, ticket.id);
  }

  private announce(tickets: Ticket[]): void {
    for (const ticket of tickets) this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket));
  }
}

function haveSameRequester(one: Ticket, other: Ticket): boolean {
  if (one.requesterId !== null || other.requesterId !== null) return one.requesterId === other.requesterId;
  return one.requesterEmail !== null && one.requesterEmail === other.requesterEmail;
}

/** The title is omitted where the message would be too long. */
function describe({ title, description }: Ticket): string {
  const text = `${title}\n\n${description}`;
  return [...text].length <= MAX_LENGTH.text ? text : description;
}

function closeAsMerged(source: Ticket, mergedIntoId: number, now: Date): TicketUpdate {
  return {
    columns: {
      mergedIntoId,
      status: 'closed',
      resolvedAt: source.resolvedAt ?? now,
      unread: false,
      customerRepliedAt: null,
      snoozedUntil: null,
    },
    changes: { merged_into: [null, mergedIntoId], status: [source.status, 'closed'] },
  };
}

/** Fields that the target takes over: what is unread or unanswered stays so. */
function inheritedFields(
  source: Ticket,
  target: Ticket,
  { isSameRequester }: { isSameRequester: boolean },
): Partial<Ticket> {
  const fields: Partial<Ticket> = {};
  const tags = [...new Set([...target.tags, ...source.tags])];
  if (tags.length > target.tags.length && tags.length <= MAX_TAGS) fields.tags = tags;
  if (source.unread && !target.unread) fields.unread = true;
  if (!isSameRequester) return fields;
  const repliedAt = isResolved(source.status) ? null : source.customerRepliedAt;
  if (repliedAt && (target.customerRepliedAt ?? repliedAt) <= repliedAt) fields.customerRepliedAt = repliedAt;
  const respondedAt = source.firstResponseAt;
  if (respondedAt && (target.firstResponseAt ?? respondedAt) >= respondedAt)
    fields.firstResponseAt = respondedAt;
  return fields;
}

/** The previous values of those fields that still have the value that the merge gave them. */
function unchangedSince(ticket: Ticket, before: Partial<Ticket>, after: Partial<Ticket>): Partial<Ticket> {
  const fields = Object.keys(before) as (keyof Ticket)[];
  return Object.assign(
    {},
    ...fields.map((field) => {
      const update = revertChange(ticket, { [field]: before[field] }, { [field]: after[field] });
      return update?.columns;
    }),
  ) as Partial<Ticket>;
}

const DATE_FIELDS: readonly string[] = [
  ...(['resolvedAt', 'customerRepliedAt', 'firstResponseAt', 'snoozedUntil'] as const),
] satisfies (keyof Ticket)[];

/** Times are strings in the stored JSON. */
function withDates(fields: Partial<Ticket>): Partial<Ticket> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      typeof value === 'string' && DATE_FIELDS.includes(field) ? new Date(value) : value,
    ]),
  );
}
