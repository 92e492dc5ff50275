import { DomainError, type ProblemParams } from '../common/domain-error.js';
import { fault } from '../common/field-faults.js';
import type { Category, Status, TriageState } from '../vocabulary/index.js';

export class TicketNotFound extends DomainError {
  readonly code = 'ticket.not_found';
  readonly fault = 'not_found';
  constructor(id: number | string) {
    super(`Ticket ${id} not found.`);
  }
}

export class TicketMerged extends DomainError {
  readonly code = 'ticket.merged';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  constructor(id: number, into: number) {
    super(`Ticket ${id} was merged into ${into} and can’t be changed.`);
    this.params = { into };
  }
}

export class MergeIntoItself extends DomainError {
  readonly code = 'ticket.merge_into_itself';
  readonly fault = 'impossible';
  constructor() {
    super('A ticket can’t be merged into itself.');
  }
}

export class NotMerged extends DomainError {
  readonly code = 'ticket.not_merged';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Ticket ${id} isn’t merged into another ticket.`);
  }
}

export class LinkToItself extends DomainError {
  readonly code = 'ticket.link_to_itself';
  readonly fault = 'impossible';
  constructor() {
    super('A ticket can’t be linked to itself.');
  }
}

export class TooManyLinks extends DomainError {
  readonly code = 'ticket.too_many_links';
  readonly fault = 'impossible';
  override readonly params: ProblemParams;
  constructor(max: number) {
    super(`A ticket can have at most ${max} links.`);
    this.params = { max };
  }
}

export class NoteNotSplittable extends DomainError {
  readonly code = 'message.note_not_splittable';
  readonly fault = 'impossible';
  constructor() {
    super('An internal note can’t become a ticket, since its requester would read it.');
  }
}

export class SplitNotUndoable extends DomainError {
  readonly code = 'ticket.split_stands';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(
      `Ticket ${id} can’t be put back. Only the agent who split it off can do so, before anyone writes on it.`,
    );
  }
}

export class StatusTransitionForbidden extends DomainError {
  readonly code = 'ticket.status_move_forbidden';
  readonly fault = 'impossible';
  override readonly params: ProblemParams;
  constructor(from: Status, to: Status, allowed: readonly Status[]) {
    super(`Status can’t change from ${from} to ${to}. Allowed from ${from}: ${allowed.join(', ')}.`);
    this.params = { from, to, allowed };
  }
}

export class StaleVersion extends DomainError {
  readonly code = 'ticket.stale';
  readonly fault = 'stale';
  constructor(
    version: number,
    /** The current ticket, for comparing both versions. */
    override readonly current: unknown,
  ) {
    super(`The ticket was changed and is now at version ${version}. Read it again and repeat the change.`);
  }
}

export class StaleDraft extends DomainError {
  readonly code = 'draft.stale';
  readonly fault = 'stale';
  /** @param current The current draft. */
  constructor(override readonly current: unknown) {
    super('The draft was replaced by a newer one. Read it again.');
  }
}

export class UnknownAssignee extends DomainError {
  readonly code = 'ticket.unknown_assignee';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'assignee_id', ...fault('assignee_unknown') }];
  constructor(id: number) {
    super(`User ${id} is not an active agent of the ticket’s team. Choose another assignee.`);
  }
}

export class UnknownTeam extends DomainError {
  readonly code = 'ticket.unknown_team';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'team_id', ...fault('team_unknown') }];
  constructor(id: number) {
    super(`Team ${id} not found. Choose another team.`);
  }
}

export class UnknownTopic extends DomainError {
  readonly code = 'ticket.unknown_topic';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'topic_id', ...fault('topic_unknown') }];
  constructor(id: number) {
    super(`Topic ${id} does not exist or is inactive. Choose another topic.`);
  }
}

export class TopicCategoryMismatch extends DomainError {
  readonly code = 'ticket.topic_category_mismatch';
  readonly fault = 'impossible';
  override readonly fields = [{ field: 'category', ...fault('topic_category_mismatch') }];
  constructor(topic: string, category: Category) {
    super(`Topic ${topic} belongs to category ${category}. Omit the category or choose another topic.`);
  }
}

export class NotResolved extends DomainError {
  readonly code = 'ticket.not_resolved';
  readonly fault = 'impossible';
  override readonly params: ProblemParams;
  constructor(status: Status) {
    super(`Only resolved or closed tickets can be reopened. This ticket is ${status}.`);
    this.params = { status };
  }
}

export class MessageNotFound extends DomainError {
  readonly code = 'message.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Message ${id} not found on this ticket.`);
  }
}

export class MessageDelivered extends DomainError {
  readonly code = 'message.delivered';
  readonly fault = 'conflict';
  constructor() {
    super('The reply was already delivered and can’t be undone.');
  }
}

export class NoSendingMailbox extends DomainError {
  readonly code = 'message.no_mailbox';
  readonly fault = 'impossible';
  constructor() {
    super(
      'No mailbox sends the replies of this ticket. Omit to and cc, or add a mailbox with SMTP to its team.',
    );
  }
}

export class MessageNotResendable extends DomainError {
  readonly code = 'message.not_resendable';
  readonly fault = 'conflict';
  constructor() {
    super('The message has no recipients that it failed to reach.');
  }
}

export class TicketActionForbidden extends DomainError {
  readonly code = 'request.forbidden';
  readonly fault = 'forbidden';
}

export class BulkChangeNotFound extends DomainError {
  readonly code = 'bulk_change.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(
      `Bulk change ${id} not found. A bulk change can be undone for 24 hours, by the person who made it.`,
    );
  }
}

export class BulkChangeAlreadyUndone extends DomainError {
  readonly code = 'bulk_change.undone';
  readonly fault = 'conflict';
  constructor() {
    super('The bulk change was already undone.');
  }
}

export class TicketChangedSince extends DomainError {
  readonly code = 'ticket.changed_since';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Ticket ${id} was changed by someone else.`);
  }
}

export class SuggestionMissing extends DomainError {
  readonly code = 'triage.nothing_suggested';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Ticket ${id} has no suggestion to accept.`);
  }
}

export class SuggestionNotPending extends DomainError {
  readonly code = 'triage.not_suggested';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  constructor(id: number, state: TriageState) {
    super(`The suggestion for ticket ${id} can’t be accepted: triage state is ${state}, not suggested.`);
    this.params = { state };
  }
}

export class DecisionNotUndoable extends DomainError {
  readonly code = 'triage.decision_stands';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(
      `The triage decision on ticket ${id} can’t be undone. Only the agent who made the first decision can undo it, within 10 minutes and before category, priority or text change.`,
    );
  }
}

export class TriageAlreadyDecided extends DomainError {
  readonly code = 'triage.settled';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Triage of ticket ${id} can’t be re-run: an agent has already set category and priority.`);
  }
}

export class IdempotencyKeyReused extends DomainError {
  readonly code = 'ticket.idempotency_key_reused';
  readonly fault = 'conflict';
  constructor() {
    super('This Idempotency-Key was used with a different body within the last 24 hours. Use another key.');
  }
}
