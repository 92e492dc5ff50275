import type { Sort } from './dto/ticket-list.dto.js';
import type { ColumnOrder, TicketRow } from './ticket-rows.repository.js';
import type { Caller } from '../identity/users/caller.js';
import { HIGHEST_PRIORITY, PRIORITIES, can } from '../vocabulary/index.js';
import { InvalidCursor } from '../http/id-cursor.js';

const MAX_TIME = '9999-12-31T23:59:59.999Z';
const MAX_ID = 2_147_483_647;

/** Keyset order of each sort, and the position of a ticket in it. */
const KEYSETS_BY_SORT: Readonly<Record<Sort, Keyset>> = {
  '-created_at': timeKeyset('DESC', 'createdAt'),
  created_at: timeKeyset('ASC', 'createdAt'),
  '-updated_at': timeKeyset('DESC', 'updatedAt'),
  due_at: timeKeyset('ASC', 'dueAt'),
  '-customer_replied_at': {
    direction: 'DESC',
    columns: ['customerRepliedAt', 'createdAt', 'id'],
    casts: ['timestamptz', 'timestamptz', 'integer'],
    positionOf: ({ customerRepliedAt, createdAt, id }) => [customerRepliedAt, createdAt, id],
    start: [MAX_TIME, MAX_TIME, MAX_ID],
    isPosition: ([replied, at, id]) => isTime(replied) && isTime(at) && isId(id),
  },
  '-priority': {
    direction: 'DESC',
    columns: ['priority', 'createdAt', 'id'],
    casts: ['ticket_priority', 'timestamptz', 'integer'],
    positionOf: ({ priority, createdAt, id }) => [priority, createdAt, id],
    start: [HIGHEST_PRIORITY, MAX_TIME, MAX_ID],
    isPosition: ([priority, at, id]) =>
      (PRIORITIES as readonly unknown[]).includes(priority) && isTime(at) && isId(id),
  },
};

/** Requesters' lists ignore internal updates. */
const PUBLIC_UPDATE_KEYSET = timeKeyset('DESC', 'publicUpdatedAt');

export function keysetOf(sort: Sort, caller: Pick<Caller, 'role'>): Keyset {
  return sort === '-updated_at' && !can(caller, 'messages.internal')
    ? PUBLIC_UPDATE_KEYSET
    : KEYSETS_BY_SORT[sort];
}

export type CursorPosition = (string | number)[];

export interface Keyset extends ColumnOrder {
  casts: string[];
  positionOf: (ticket: TicketRow) => CursorPosition;
  /** The position before all tickets. */
  start: CursorPosition;
  isPosition: (values: unknown[]) => boolean;
}

function timeKeyset(
  direction: 'ASC' | 'DESC',
  column: 'createdAt' | 'updatedAt' | 'publicUpdatedAt' | 'dueAt',
): Keyset {
  return {
    direction,
    columns: [column, 'id'],
    casts: ['timestamptz', 'integer'],
    positionOf: (ticket) => [ticket[column], ticket.id],
    start: direction === 'DESC' ? [MAX_TIME, MAX_ID] : ['0001-01-01T00:00:00.000Z', 1],
    isPosition: ([at, id]) => isTime(at) && isId(id),
  };
}

/** Opaque cursor: the sort and the position of the last ticket of the page. */
export function cursorAfter(
  sort: Sort,
  last: TicketRow,
  { positionOf }: Keyset = KEYSETS_BY_SORT[sort],
): string {
  return encodeCursor(sort, positionOf(last));
}

export function encodeCursor(sort: Sort, position: CursorPosition): string {
  return Buffer.from(JSON.stringify([sort, ...position])).toString('base64url');
}

/** @throws InvalidCursor for a cursor that {@link cursorAfter} did not create for the same sort */
export function decodeCursor(sort: Sort, cursor: string): CursorPosition {
  try {
    const [cursorSort, ...position] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const { columns, isPosition } = KEYSETS_BY_SORT[sort];
    if (cursorSort === sort && position.length === columns.length && isPosition(position))
      return position as CursorPosition;
  } catch {
    // Malformed JSON is answered like an invalid position.
  }
  throw new InvalidCursor();
}

/** The format that {@link cursorAfter} writes: a four-digit year that PostgreSQL accepts. */
function isTime(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-/.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

function isId(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_ID;
}
