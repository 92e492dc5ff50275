import type { Sort } from './dto/ticket-list.dto.js';
import type { Order, TicketRow } from './ticket-rows.js';
import { PRIORITIES } from './ticket.values.js';
import { InvalidCursor } from '../http/id-cursor.js';

/** Each sort's keyset order, and how a ticket's place in it is written. */
export const KEYSETS: Readonly<Record<Sort, Keyset>> = {
  '-created_at': byTime('DESC', 'createdAt'),
  created_at: byTime('ASC', 'createdAt'),
  '-updated_at': byTime('DESC', 'updatedAt'),
  '-priority': {
    direction: 'DESC',
    columns: ['priority', 'createdAt', 'id'],
    casts: ['ticket_priority', 'timestamptz', 'integer'],
    place: ({ priority, createdAt, id }) => [priority, createdAt, id],
    isPlace: ([priority, at, id]) =>
      (PRIORITIES as readonly unknown[]).includes(priority) && isTime(at) && isId(id),
  },
};

export type Place = (string | number)[];

interface Keyset extends Order {
  casts: string[];
  place: (ticket: TicketRow) => Place;
  isPlace: (values: unknown[]) => boolean;
}

function byTime(direction: 'ASC' | 'DESC', column: 'createdAt' | 'updatedAt'): Keyset {
  return {
    direction,
    columns: [column, 'id'],
    casts: ['timestamptz', 'integer'],
    place: (ticket) => [ticket[column], ticket.id],
    isPlace: ([at, id]) => isTime(at) && isId(id),
  };
}

/** Opaque to the caller: the sort, and the place of the last ticket that was shown. */
export function writeCursor(sort: Sort, last: TicketRow): string {
  return Buffer.from(JSON.stringify([sort, ...KEYSETS[sort].place(last)])).toString('base64url');
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

/** As {@link writeCursor} writes it, and of a year that PostgreSQL knows. */
function isTime(value: unknown): boolean {
  if (typeof value !== 'string' || value.startsWith('0000')) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

function isId(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 2_147_483_647;
}
