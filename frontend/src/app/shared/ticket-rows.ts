import { signal } from '@angular/core';
import { Ticket } from '../core/api-types';

/** A page as it was read: where its rows begin, and the cursor that leads to it. */
interface PageStart {
  index: number;
  cursor: string | undefined;
}

/**
 * The rows of a list, each ticket once. Events come by id, and there may be a hundred thousand rows, so nothing
 * here looks for a ticket by going through them.
 */
export class TicketRows {
  private readonly rows = signal<readonly Ticket[]>([]);
  private readonly indexById = new Map<number, number>();
  private pages: PageStart[] = [];
  readonly all = this.rows.asReadonly();

  has(id: number): boolean {
    return this.indexById.has(id);
  }
  /** -1 where it is not in the list. */
  indexOf(id: number): number {
    return this.indexById.get(id) ?? -1;
  }
  find(id: number): Ticket | undefined {
    return this.rows()[this.indexOf(id)];
  }

  /** A ticket that moved between two pages comes again with the second, and stays where it stands. */
  append(tickets: readonly Ticket[], cursor: string | undefined): void {
    const rows = [...this.rows()];
    this.pages.push({ index: rows.length, cursor });
    for (const ticket of tickets) {
      if (this.indexById.has(ticket.id)) continue;
      this.indexById.set(ticket.id, rows.length);
      rows.push(ticket);
    }
    this.rows.set(rows);
  }
  /**
   * An older state never replaces a newer one: answers and events may cross. A change shown before the server
   * agreed keeps its version, so putting the ticket from before takes it back.
   */
  update(tickets: readonly Ticket[]): void {
    let rows: Ticket[] | undefined;
    for (const ticket of tickets) {
      const index = this.indexOf(ticket.id);
      const previous = (rows ?? this.rows())[index];
      if (!previous || previous.version > ticket.version) continue;
      rows ??= [...this.rows()];
      rows[index] = { ...ticket, match: ticket.match ?? preservedMatch(previous, ticket) };
    }
    if (rows) this.rows.set(rows);
  }
  insert(ticket: Ticket, index: number): void {
    this.remove(ticket.id);
    const position = Math.min(Math.max(0, index), this.rows().length);
    this.shift(this.rows().toSpliced(position, 0, ticket), position, 1);
  }
  remove(id: number): void {
    const index = this.indexOf(id);
    if (index < 0) return;
    this.indexById.delete(id);
    this.shift(this.rows().toSpliced(index, 1), index, -1);
  }
  clear(): void {
    this.indexById.clear();
    this.pages = [];
    this.rows.set([]);
  }

  /** The pages on which these stand, in order. */
  pagesOf(ids: readonly number[]): { cursor: string | undefined; size: number }[] {
    const indexes = ids.map((id) => this.indexOf(id));
    return this.pages
      .map(({ index: at, cursor }, pageIndex) => ({
        at,
        cursor,
        end: this.pages[pageIndex + 1]?.index ?? this.rows().length,
      }))
      .filter(({ at, end }) => indexes.some((place) => place >= at && place < end))
      .map(({ at, cursor, end }) => ({ cursor, size: end - at }));
  }

  private shift(rows: readonly Ticket[], from: number, by: 1 | -1): void {
    for (let index = from; index < rows.length; index++) this.indexById.set(rows[index]!.id, index);
    this.pages = this.pages.map((page) => (page.index > from ? { ...page, index: page.index + by } : page));
    this.rows.set(rows);
  }
}

/** Only a search says where it matched; a ticket that is read by itself keeps that while its text is the same. */
function preservedMatch(before: Ticket, now: Ticket): Ticket['match'] {
  return before.title === now.title && before.description === now.description ? before.match : undefined;
}
