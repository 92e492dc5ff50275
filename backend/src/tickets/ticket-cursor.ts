import type { Sort } from './dto/ticket-list.dto.js';
import type { Order, TicketRow } from './ticket-rows.js';
import type { Caller } from '../users/caller.js';
import { HIGHEST_PRIORITY, PRIORITIES, can } from '../vocabulary/index.js';
import { InvalidCursor } from '../http/id-cursor.js';

const LATEST = '9999-12-31T23:59:59.999Z';
const LAST_ID = 2_147_483_647;

/** Each sort's keyset order, and how a ticket's place in it is written. */
const KEYSETS: Readonly<Record<Sort, Keyset>> = {
  '-created_at': byTime('DESC', 'createdAt'),
  created_at: byTime('ASC', 'createdAt'),
  '-updated_at': byTime('DESC', 'updatedAt'),
  '-customer_replied_at': {
    direction: 'DESC',
    columns: ['customerRepliedAt', 'createdAt', 'id'],
    casts: ['timestamptz', 'timestamptz', 'integer'],
    place: ({ customerRepliedAt, createdAt, id }) => [customerRepliedAt!, createdAt, id],
    start: [LATEST, LATEST, LAST_ID],
    isPlace: ([replied, at, id]) => isTime(replied) && isTime(at) && isId(id),
  },
  '-priority': {
    direction: 'DESC',
    columns: ['priority', 'createdAt', 'id'],
    casts: ['ticket_priority', 'timestamptz', 'integer'],
    place: ({ priority, createdAt, id }) => [priority, createdAt, id],
    start: [HIGHEST_PRIORITY, LATEST, LAST_ID],
    isPlace: ([priority, at, id]) =>
      (PRIORITIES as readonly unknown[]).includes(priority) && isTime(at) && isId(id),
  },
};

/** To a requester, what agents do among themselves is no update. */
const BY_PUBLIC_UPDATE = byTime('DESC', 'publicUpdatedAt');

export function keysetOf(sort: Sort, caller: Pick<Caller, 'role'>): Keyset {
  return sort === '-updated_at' && !can(caller, 'messages.internal') ? BY_PUBLIC_UPDATE : KEYSETS[sort];
}

export type Place = (string | number)[];

export interface Keyset extends Order {
  casts: string[];
  place: (ticket: TicketRow) => Place;
  /** Before all others. */
  start: Place;
  isPlace: (values: unknown[]) => boolean;
}

function byTime(direction: 'ASC' | 'DESC', column: 'createdAt' | 'updatedAt' | 'publicUpdatedAt'): Keyset {
  return {
    direction,
    columns: [column, 'id'],
    casts: ['timestamptz', 'integer'],
    place: (ticket) => [ticket[column]!, ticket.id],
    start: direction === 'DESC' ? [LATEST, LAST_ID] : ['0001-01-01T00:00:00.000Z', 1],
    isPlace: ([at, id]) => isTime(at) && isId(id),
  };
}

/** Opaque to the caller: the sort, and the place of the last ticket that was shown. */
export function writeCursor(sort: Sort, last: TicketRow, { place }: Keyset = KEYSETS[sort]): string {
  return cursorAt(sort, place(last));
}

export function cursorAt(sort: Sort, place: Place): string {
  return Buffer.from(JSON.stringify([sort, ...place])).toString('base64url');
}

/** @throws InvalidCursor for whatever {@link writeCursor} did not write under the same sort */
export function readCursor(sort: Sort, cursor: string): Place {
  try {
    const [ofSort, ...place] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const { columns, isPlace } = KEYSETS[sort];
    if (ofSort === sort && place.length === columns.length && isPlace(place)) return place as Place;
  } catch {
    // Not even JSON: the same answer as for a place that makes no sense.
  }
  throw new InvalidCursor();
}

/** As {@link writeCursor} writes it: four digits for the year, and one that PostgreSQL knows. */
function isTime(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-/.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

function isId(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= LAST_ID;
}
