import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Icon } from '../icon';
import { Chart, ChartClick } from './chart';
import { Figure } from './figure';

/** A chart and, behind a switch, the same numbers as a table. Both lead to the tickets that they count. */
@Component({
  selector: 'tiq-figure-card',
  imports: [Chart, Icon, RouterLink],
  host: { class: 'block min-w-0' },
  templateUrl: './figure-card.html',
})
export class FigureCard {
  private readonly router = inject(Router);
  readonly heading = input.required<string>();
  /** What the numbers are of, and where they lead. */
  readonly note = input('');
  /** Null until it is read: then its place is kept. */
  readonly figure = input.required<Figure | null>();
  readonly height = input('h-44');
  /** Said where there is nothing to draw. */
  readonly emptyText = input($localize`No data for this period`);
  protected readonly showTable = signal(false);
  protected readonly tableLabel = computed(() => $localize`${this.heading()}:heading: as a table`);

  protected openTickets({ row, column }: ChartClick): void {
    const cells = this.figure()?.rows[row] ?? [];
    const cell = column === null ? cells.find(({ link }) => link) : cells[column];
    if (cell?.link) void this.router.navigate(['/inbox'], { queryParams: cell.link });
  }
}
