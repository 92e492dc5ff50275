import { computed, signal } from '@angular/core';
import { TicketList } from '../../shared/ticket-list';

/** Selected tickets of the list. */
export class InboxSelection {
  private readonly selected = signal<ReadonlySet<number>>(new Set());
  /** Start of a range: the last selected ticket. */
  private anchor: number | null = null;
  readonly ids = this.selected.asReadonly();
  /** Selected tickets that are loaded. */
  readonly tickets = computed(() => [...this.selected()].flatMap((id) => this.list.find(id) ?? []));

  constructor(private readonly list: TicketList) {}

  has(id: number): boolean {
    return this.selected().has(id);
  }
  toggle(id: number): void {
    this.anchor = id;
    this.selected.update((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }
  /** Selects the range from the anchor to this ticket. */
  extendTo(id: number, from: number | null = null): void {
    const start = this.list.indexOf(this.anchor ?? from ?? id);
    const end = this.list.indexOf(id);
    if (start < 0 || end < 0) return this.toggle(id);
    const range = this.list.tickets().slice(Math.min(start, end), Math.max(start, end) + 1);
    this.anchor ??= from ?? id;
    this.selected.update((before) => new Set([...before, ...range.map((ticket) => ticket.id)]));
  }
  selectAll(): void {
    this.set(this.list.tickets().map((ticket) => ticket.id));
  }
  set(ids: Iterable<number>): void {
    this.anchor = null;
    this.selected.set(new Set(ids));
  }
  clear(): void {
    this.set([]);
  }
}
