import { DomainError } from '../domain-error.js';
import type { Status, TriageState } from '../vocabulary/index.js';

export class TicketNotFound extends DomainError {
  readonly code = 'ticket.not_found';
  readonly fault = 'not_found';
  constructor(id: number | string) {
    super(`There is no ticket ${id}.`);
  }
}

export class StatusMoveForbidden extends DomainError {
  readonly code = 'ticket.status_move_forbidden';
  readonly fault = 'impossible';
  constructor(from: Status, to: Status, allowed: readonly Status[]) {
    super(`A ticket can't go from ${from} to ${to}. From ${from} it can go to: ${allowed.join(', ')}.`);
  }
}

export class StaleVersion extends DomainError {
  readonly code = 'ticket.stale';
  readonly fault = 'stale';
  constructor(
    version: number,
    /** The ticket as it is now, so that both versions can be compared. */
    override readonly current: unknown,
  ) {
    super(
      `The ticket has changed since: it is now at version ${version}. Read it again and repeat the change.`,
    );
  }
}

export class StaleDraft extends DomainError {
  readonly code = 'draft.stale';
  readonly fault = 'stale';
  /** @param current The draft as it is now. */
  constructor(override readonly current: unknown) {
    super('Another draft has taken its place since.');
  }
}

export class UnknownAssignee extends DomainError {
  readonly code = 'ticket.unknown_assignee';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'assignee_id', message: 'is not the id of an agent' }];
  constructor(id: number) {
    super(`There is no agent ${id} to assign the ticket to.`);
  }
}

export class NotResolved extends DomainError {
  readonly code = 'ticket.not_resolved';
  readonly fault = 'impossible';
  constructor(status: Status) {
    super(`Only a resolved or closed ticket can be reopened; this one is ${status}.`);
  }
}

export class MessageNotFound extends DomainError {
  readonly code = 'message.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`There is no message ${id} on this ticket.`);
  }
}

export class MessageDelivered extends DomainError {
  readonly code = 'message.delivered';
  readonly fault = 'conflict';
  constructor() {
    super('The reply has been delivered, and can no longer be undone.');
  }
}

export class NotYours extends DomainError {
  readonly code = 'request.forbidden';
  readonly fault = 'forbidden';
}

export class BulkChangeNotFound extends DomainError {
  readonly code = 'bulk_change.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`There is no bulk change ${id} of yours from the last 24 hours.`);
  }
}

export class BulkChangeUndone extends DomainError {
  readonly code = 'bulk_change.undone';
  readonly fault = 'conflict';
  constructor() {
    super('The bulk change has been undone already.');
  }
}

export class ChangedSince extends DomainError {
  readonly code = 'ticket.changed_since';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Ticket ${id} has been changed since.`);
  }
}

export class NothingSuggested extends DomainError {
  readonly code = 'triage.nothing_suggested';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Ticket ${id} has no suggestion to accept.`);
  }
}

export class NotSuggested extends DomainError {
  readonly code = 'triage.not_suggested';
  readonly fault = 'conflict';
  constructor(id: number, state: TriageState) {
    super(`The suggestion of ticket ${id} can't be accepted: its state is ${state}, not suggested.`);
  }
}

export class DecisionStands extends DomainError {
  readonly code = 'triage.decision_stands';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(
      `Nothing to undo for ticket ${id}: only who decided about its triage first can, within 10 minutes and before anybody changes category, priority or text.`,
    );
  }
}

export class TriageSettled extends DomainError {
  readonly code = 'triage.settled';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`A person has decided category and priority of ticket ${id}; the model is not asked again.`);
  }
}

export class IdempotencyKeyReused extends DomainError {
  readonly code = 'ticket.idempotency_key_reused';
  readonly fault = 'conflict';
  constructor() {
    super('This Idempotency-Key was used with a different body within the last 24 hours.');
  }
}
