import { signal } from '@angular/core';
import { Ticket } from '../core/api-types';

/** A page as it was read: where its rows begin, and the cursor that leads to it. */
interface PageMark {
  at: number;
  cursor: string | undefined;
}

/**
 * The rows of a list, each ticket once. Events come by id, and there may be a hundred thousand rows, so nothing
 * here looks for a ticket by going through them.
 */
export class TicketRows {
  private readonly rows = signal<readonly Ticket[]>([]);
  private readonly places = new Map<number, number>();
  private pages: PageMark[] = [];
  readonly all = this.rows.asReadonly();

  has(id: number): boolean {
    return this.places.has(id);
  }
  /** -1 where it is not in the list. */
  indexOf(id: number): number {
    return this.places.get(id) ?? -1;
  }
  find(id: number): Ticket | undefined {
    return this.rows()[this.indexOf(id)];
  }

  /** A ticket that moved between two pages comes again with the second, and stays where it stands. */
  append(tickets: readonly Ticket[], cursor: string | undefined): void {
    const rows = [...this.rows()];
    this.pages.push({ at: rows.length, cursor });
    for (const ticket of tickets) {
      if (this.places.has(ticket.id)) continue;
      this.places.set(ticket.id, rows.length);
      rows.push(ticket);
    }
    this.rows.set(rows);
  }
  /**
   * An older state never replaces a newer one: answers and events may cross. A change shown before the server
   * agreed keeps its version, so putting the ticket from before takes it back.
   */
  put(tickets: readonly Ticket[]): void {
    let rows: Ticket[] | undefined;
    for (const ticket of tickets) {
      const at = this.indexOf(ticket.id);
      const before = (rows ?? this.rows())[at];
      if (!before || before.version > ticket.version) continue;
      rows ??= [...this.rows()];
      rows[at] = { ...ticket, match: ticket.match ?? stillMatching(before, ticket) };
    }
    if (rows) this.rows.set(rows);
  }
  insert(ticket: Ticket, at: number): void {
    this.remove(ticket.id);
    const place = Math.min(Math.max(0, at), this.rows().length);
    this.shift(this.rows().toSpliced(place, 0, ticket), place, 1);
  }
  remove(id: number): void {
    const at = this.indexOf(id);
    if (at < 0) return;
    this.places.delete(id);
    this.shift(this.rows().toSpliced(at, 1), at, -1);
  }
  clear(): void {
    this.places.clear();
    this.pages = [];
    this.rows.set([]);
  }

  /** The pages on which these stand, in order. */
  pagesOf(ids: readonly number[]): { cursor: string | undefined; size: number }[] {
    const places = ids.map((id) => this.indexOf(id));
    return this.pages
      .map(({ at, cursor }, index) => ({ at, cursor, end: this.pages[index + 1]?.at ?? this.rows().length }))
      .filter(({ at, end }) => places.some((place) => place >= at && place < end))
      .map(({ at, cursor, end }) => ({ cursor, size: end - at }));
  }

  private shift(rows: readonly Ticket[], from: number, by: 1 | -1): void {
    for (let at = from; at < rows.length; at++) this.places.set(rows[at]!.id, at);
    this.pages = this.pages.map((page) => (page.at > from ? { ...page, at: page.at + by } : page));
    this.rows.set(rows);
  }
}

/** Only a search says where it matched; a ticket that is read by itself keeps that while its text is the same. */
function stillMatching(before: Ticket, now: Ticket): Ticket['match'] {
  return before.title === now.title && before.description === now.description ? before.match : undefined;
}
