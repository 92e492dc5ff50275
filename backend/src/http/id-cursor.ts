import { DomainError } from '../common/domain-error.js';
import { fault } from '../common/field-faults.js';

export class InvalidCursor extends DomainError {
  readonly code = 'input.invalid_cursor';
  readonly fault = 'invalid';
  override readonly fields = [{ field: 'cursor', ...fault('cursor_invalid') }];
  constructor() {
    super('Unknown cursor for this list and sort order. Start without a cursor.');
  }
}

/** Page of rows sorted by id. The rows include one beyond the limit if there is a next page. */
export function pageById<Row extends { id: string | number }, View>(
  rows: Row[],
  limit: number,
  view: (row: Row) => View,
): { results: View[]; next_cursor: string | null } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    results: page.map(view),
    next_cursor: last ? Buffer.from(String(last.id)).toString('base64url') : null,
  };
}

/** @throws InvalidCursor */
export function decodeIdCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = Number(text);
  if (!/^[1-9]\d*$/.test(text) || id > Number.MAX_SAFE_INTEGER) throw new InvalidCursor();
  return id;
}
