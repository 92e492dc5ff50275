import { DomainError, type ProblemParams } from '../../common/domain-error.js';
import { fault } from '../../common/field-faults.js';

export class TeamNotFound extends DomainError {
  readonly code = 'team.not_found';
  readonly fault = 'not_found';
  constructor(id: number) {
    super(`Team ${id} not found.`);
  }
}

export class TeamNameTaken extends DomainError {
  readonly code = 'team.name_taken';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'name', ...fault('name_taken') }];
  constructor() {
    super('A team with this name already exists.');
  }
}

export class UnknownMember extends DomainError {
  readonly code = 'team.unknown_member';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'member_ids', ...fault('member_unknown') }];
  constructor(id: number) {
    super(`User ${id} is not an active agent. Choose other members.`);
  }
}

export class LastOpenTeam extends DomainError {
  readonly code = 'team.last_open';
  readonly fault = 'conflict';
  override readonly fields = [{ field: 'confidential', ...fault('team_last_open') }];
  constructor() {
    super('At least one team must be open. Make another team open first.');
  }
}

export class DefaultTeam extends DomainError {
  readonly code = 'team.default';
  readonly fault = 'conflict';
  constructor() {
    super('The first team can’t be deleted: it gets the tickets for which no team is given.');
  }
}

export class TooManyTeams extends DomainError {
  readonly code = 'team.too_many';
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  constructor(max: number) {
    super(`You can have up to ${max} teams. Delete a team first.`);
    this.params = { max };
  }
}

export class TeamInUse extends DomainError {
  readonly code = 'team.in_use';
  readonly fault = 'conflict';
  constructor() {
    super(
      'The team has tickets or mailboxes. Move them to another team first. Deleted tickets count until they are removed for good after 30 days.',
    );
  }
}
