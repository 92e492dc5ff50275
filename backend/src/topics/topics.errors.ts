import { DomainError, type ProblemParams } from '../common/domain-error.js';
import { fault } from '../common/field-faults.js';

export class TopicNotFound extends DomainError {
  readonly code = 'topic.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Topic ${id} not found.`);
  }
}

export class TopicNameTaken extends DomainError {
  readonly code = 'topic.name_taken';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'name', ...fault('name_taken') }];
  constructor() {
    super('A topic with this name already exists.');
  }
}

export class TopicInUse extends DomainError {
  readonly code = 'topic.in_use';
  readonly fault = 'conflict';
  constructor(id: number) {
    super(`Topic ${id} is used by tickets and can’t be deleted. Deactivate it instead.`);
  }
}

export class TopicLimitReached extends DomainError {
  readonly code = 'topic.too_many';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  constructor(max: number) {
    super(`You can have up to ${max} active topics. Deactivate one first.`);
    this.params = { max };
  }
}
