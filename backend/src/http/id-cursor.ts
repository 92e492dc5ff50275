import { DomainError } from '../domain-error.js';

export class InvalidCursor extends DomainError {
  readonly code = 'input.invalid_cursor';
  readonly fault = 'invalid';
  override readonly fields = [
    { field: 'cursor', message: 'is not a cursor of this list under this sort; start again without one' },
  ];
  constructor() {
    super('The cursor is not one that this list gave under this sort.');
  }
}

/** A page of rows that are ordered by their id: one more was read than is shown, which tells whether there is a next. */
export function pageById<Row extends { id: string | number }, View>(
  rows: Row[],
  limit: number,
  view: (row: Row) => View,
): { results: View[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    results: shown.map(view),
    next_cursor: last ? Buffer.from(String(last.id)).toString('base64url') : null,
  };
}

/** @throws InvalidCursor */
export function readIdCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = Number(text);
  if (!/^[1-9]\d*$/.test(text) || id > Number.MAX_SAFE_INTEGER) throw new InvalidCursor();
  return id;
}
