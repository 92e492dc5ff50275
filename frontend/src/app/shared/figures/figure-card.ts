import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Icon } from '../icon';
import { Chart, ChartClick } from './chart';
import { Figure } from './figure';
import { Button } from '../button';

/** A chart that can be switched to a table. Both link to the counted tickets. */
@Component({
  selector: 'tiq-figure-card',
  imports: [Button, Chart, Icon, RouterLink],
  host: { class: 'block min-w-0' },
  templateUrl: './figure-card.html',
})
export class FigureCard {
  private readonly router = inject(Router);
  readonly heading = input.required<string>();
  /** Description of the figures and their links. */
  readonly note = input('');
  /** Null while loading; the space is reserved. */
  readonly figure = input.required<Figure | null>();
  readonly height = input('h-44');
  /** Text shown if there is no data. */
  readonly emptyText = input($localize`No data for this period`);
  protected readonly showTable = signal(false);
  protected readonly tableLabel = computed(() => $localize`${this.heading()}:heading: as a table`);

  protected openTickets({ row, column }: ChartClick): void {
    const cells = this.figure()?.rows[row] ?? [];
    const cell = column === null ? cells.find(({ link }) => link) : cells[column];
    if (cell?.link) void this.router.navigate(['/inbox'], { queryParams: cell.link });
  }
}
