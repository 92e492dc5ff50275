import { signal } from '@angular/core';
import { Ticket } from '../core/api-types';

/** Start of a loaded page: index of its first row and its cursor. */
interface PageStart {
  index: number;
  cursor: string | undefined;
}

/** Rows of a list without duplicates. Indexed by id, because lists may contain 100,000 rows. */
export class TicketRows {
  private readonly rows = signal<readonly Ticket[]>([]);
  private readonly indexById = new Map<number, number>();
  private pages: PageStart[] = [];
  readonly all = this.rows.asReadonly();

  has(id: number): boolean {
    return this.indexById.has(id);
  }
  /** Returns -1 if the ticket is not in the list. */
  indexOf(id: number): number {
    return this.indexById.get(id) ?? -1;
  }
  find(id: number): Ticket | undefined {
    return this.rows()[this.indexOf(id)];
  }

  /** Appends a page. Tickets already in the list keep their position. */
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
   * Updates tickets unless the list has a newer version. Optimistic changes keep the version, so
   * that the previous ticket can be restored.
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

  /** Pages that contain these tickets, in order. */
  pagesOf(ids: readonly number[]): { cursor: string | undefined; size: number }[] {
    const indexes = ids.map((id) => this.indexOf(id));
    return this.pages
      .map(({ index: at, cursor }, pageIndex) => ({
        at,
        cursor,
        end: this.pages[pageIndex + 1]?.index ?? this.rows().length,
      }))
      .filter(({ at, end }) => indexes.some((index) => index >= at && index < end))
      .map(({ at, cursor, end }) => ({ cursor, size: end - at }));
  }

  private shift(rows: readonly Ticket[], from: number, by: 1 | -1): void {
    for (let index = from; index < rows.length; index++) this.indexById.set(rows[index]!.id, index);
    this.pages = this.pages.map((page) => (page.index > from ? { ...page, index: page.index + by } : page));
    this.rows.set(rows);
  }
}

/** Only searches return matches; they are retained while the text is unchanged. */
function preservedMatch(before: Ticket, now: Ticket): Ticket['match'] {
  return before.title === now.title && before.description === now.description ? before.match : undefined;
}
