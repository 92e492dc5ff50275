import type { EntityManager } from 'typeorm';
import type { Category } from '../vocabulary/index.js';
import type { TicketChanges } from './ticket-changes.js';
import type { Ticket } from './ticket.entity.js';
import { TopicCategoryMismatch, UnknownTopic } from './tickets.errors.js';
import { Topic } from './topic.entity.js';

/**
 * Gives a requested topic's category to the request. The current topic is also accepted if deactivated since.
 * @throws UnknownTopic | TopicCategoryMismatch
 */
export async function resolveTopic(
  manager: EntityManager,
  requested: Pick<TicketChanges, 'topicId' | 'category'>,
  ticket?: Ticket,
): Promise<void> {
  const { topicId, category } = requested;
  if (typeof topicId !== 'number') return;
  // Locks against deletion. Inactive topics are unknown to new tickets.
  const topic = await manager.findOne(Topic, { where: { id: topicId }, lock: { mode: 'pessimistic_read' } });
  if (!topic || !(topic.active || ticket?.topicId === topicId)) throw new UnknownTopic(topicId);
  if (category && category !== topic.category) throw new TopicCategoryMismatch(topic.name, topic.category);
  requested.category = topic.category;
}

/** The topic that remains when the category changes: none if it belongs to another category. */
export function topicWithin(ticket: Ticket, category: Category | undefined): { topicId?: null } {
  const { topic } = ticket.references;
  return topic && category && category !== ticket.category && category !== topic.category
    ? { topicId: null }
    : {};
}
