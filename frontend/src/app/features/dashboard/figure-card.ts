import { Component, input, signal } from '@angular/core';
import { Icon } from '../../shared/icon';
import { Chart } from './chart';
import { Figure } from './chart-options';

/** A chart and, behind a switch, the same numbers as a table. */
@Component({
  selector: 'tiq-figure-card',
  imports: [Chart, Icon],
  host: { class: 'block min-w-0' },
  template: `<section class="card p-4" [attr.aria-label]="heading()">
    <div class="mb-3 flex items-center justify-between gap-2">
      <h2 class="font-semibold">{{ heading() }}</h2>
      <button
        type="button"
        class="btn btn-ghost"
        [attr.aria-pressed]="asTable()"
        [attr.aria-label]="heading() + ' as a table'"
        (click)="asTable.set(!asTable())"
      >
        <tiq-icon [name]="asTable() ? 'chart' : 'table'" />{{ asTable() ? 'Chart' : 'Table' }}
      </button>
    </div>
    @if (asTable()) {
      <div class="overflow-auto" [class]="height()" tabindex="0" role="region" [attr.aria-label]="heading()">
        <table class="w-full text-[length:var(--text-sm)] tabular-nums">
          <thead class="sticky top-0 bg-surface">
            <tr>
              @for (column of figure().columns; track column) {
                <th scope="col" class="eyebrow py-1 pe-3 text-end first:text-start">{{ column }}</th>
              }
            </tr>
          </thead>
          <tbody>
            @for (row of figure().rows; track row[0]) {
              <tr class="border-t border-line">
                @for (cell of row; track $index) {
                  @if ($first) {
                    <th scope="row" class="py-1 pe-3 text-start font-normal">{{ cell }}</th>
                  } @else {
                    <td class="py-1 pe-3 text-end">{{ cell }}</td>
                  }
                }
              </tr>
            }
          </tbody>
        </table>
      </div>
    } @else {
      <tiq-chart
        [class]="height()"
        [label]="heading() + ' (the table says the same in numbers)'"
        [chart]="figure().chart"
      />
    }
  </section>`,
})
export class FigureCard {
  readonly heading = input.required<string>();
  readonly figure = input.required<Figure>();
  readonly height = input('h-44');
  protected readonly asTable = signal(false);
}
