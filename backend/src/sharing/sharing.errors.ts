import { DomainError } from '../domain-error.js';

/** What an entry is called in codes and to people: `view`, "view". */
export interface EntryKind {
  code: string;
  noun: string;
  /** The field that names it. */
  label: string;
}

export class EntryNotFound extends DomainError {
  readonly code: string;
  readonly fault = 'not_found';
  constructor({ code, noun }: EntryKind, id: number) {
    super(`There is no ${noun} ${id}.`);
    this.code = `${code}.not_found`;
  }
}

export class NotTheOwner extends DomainError {
  readonly code: string;
  readonly fault = 'forbidden';
  constructor({ code, noun }: EntryKind) {
    super(`Only its owner or an administrator changes this ${noun}.`);
    this.code = `${code}.not_yours`;
  }
}

export class LabelTaken extends DomainError {
  readonly code: string;
  readonly fault = 'conflict';
  override readonly fields: { field: string; message: string }[];
  constructor({ code, noun, label }: EntryKind) {
    super(`Its owner has a ${noun} of this ${label} already.`);
    this.code = `${code}.${label}_taken`;
    this.fields = [{ field: label, message: `belongs to another ${noun} of the same owner` }];
  }
}

export class TooManyEntries extends DomainError {
  readonly code: string;
  readonly fault = 'conflict';
  constructor({ code }: EntryKind, detail: string) {
    super(detail);
    this.code = `${code}.too_many`;
  }
}
