import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { toTicketChanges, type MessageChanges } from './dto/message-changes.dto.js';
import { AssignmentRules } from './ticket-assignment.js';
import type { TicketChanges } from './ticket-changes.js';
import { resolveTopic } from './ticket-topic.js';
import type { Ticket } from './ticket.entity.js';

/** Where the body of a message has the fields of a ticket. */
const BODY_FIELDS: Record<string, string> = {
  assignee_id: 'changes.assignee',
  topic_id: 'changes.topic_id',
  category: 'changes.category',
};

/**
 * The changes of a locked ticket that an agent sends with a message.
 * @throws UnknownAssignee | UnknownTopic | TopicCategoryMismatch
 */
export async function resolveMessageChanges(
  manager: EntityManager,
  ticket: Ticket,
  changes: MessageChanges,
  author: { id: number },
): Promise<TicketChanges> {
  try {
    return await resolve(manager, ticket, changes, author);
  } catch (error) {
    if (error instanceof DomainError)
      for (const each of error.fields) each.field = BODY_FIELDS[each.field] ?? each.field;
    throw error;
  }
}

async function resolve(
  manager: EntityManager,
  ticket: Ticket,
  changes: MessageChanges,
  author: { id: number },
): Promise<TicketChanges> {
  const requested = toTicketChanges(changes, ticket, author);
  const rules = await AssignmentRules.load(manager, requested, [ticket]);
  await resolveTopic(manager, requested, ticket);
  return rules.complete(ticket, requested);
}

/**
 * Like {@link resolveMessageChanges}, without what has become impossible since the reply was written: nothing is left to
 * report it to, and the reply itself must not wait for it.
 */
export async function resolvePossibleChanges(
  manager: EntityManager,
  ticket: Ticket,
  { status, assignee, add_tags, ...triage }: MessageChanges,
  author: { id: number },
): Promise<TicketChanges> {
  const possible: TicketChanges = {};
  for (const part of [{ status }, { assignee }, { add_tags }, triage]) {
    try {
      Object.assign(possible, await resolve(manager, ticket, part, author));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return possible;
}
