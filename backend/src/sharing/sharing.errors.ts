import { DomainError, type ProblemParams } from '../common/domain-error.js';
import { fault, type FieldFault } from '../common/field-faults.js';

/** Code and display name of a resource, such as `view`. */
export interface ResourceKind {
  code: string;
  noun: string;
  /** The field with the label. */
  label: string;
}

export class ResourceNotFound extends DomainError {
  readonly code: string;
  readonly fault = 'not_found';
  constructor({ code, noun }: ResourceKind, id: number) {
    super(`${capitalized(noun)} ${id} not found.`);
    this.code = `${code}.not_found`;
  }
}

export class ResourceOwnerRequired extends DomainError {
  readonly code: string;
  readonly fault = 'forbidden';
  constructor({ code, noun }: ResourceKind) {
    super(`Only the owner or an admin can change this ${noun}.`);
    this.code = `${code}.not_yours`;
  }
}

export class LabelTaken extends DomainError {
  readonly code: string;
  readonly fault = 'conflict';
  override readonly fields: FieldFault[];
  constructor({ code, noun, label }: ResourceKind) {
    super(`A ${noun} with this ${label} already exists.`);
    this.code = `${code}.${label}_taken`;
    this.fields = [{ field: label, ...fault('name_taken') }];
  }
}

export class ResourceLimitReached extends DomainError {
  readonly code: string;
  readonly fault = 'conflict';
  override readonly params: ProblemParams;
  /** @param whose The limit that was reached: of the owner, or of shared resources. */
  constructor({ code, noun }: ResourceKind, whose: 'own' | 'shared', max: number) {
    const limit = whose === 'own' ? `You can have up to ${max}.` : `Up to ${max} can be shared.`;
    super(`${limit} Delete a ${noun} first.`);
    this.code = `${code}.too_many`;
    this.params = { max };
  }
}

function capitalized(noun: string): string {
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}
