import { Component, computed, input } from '@angular/core';
import { ConfusionCell } from '../../../core/stats-api';
import { formatCount } from '../../../shared/number-format';
import { formatPercent } from './acceptance-rate';

interface HeatCell {
  chosen: string;
  count: number;
  text: string;
  isAgreement: boolean;
  /** Color intensity in percent, low enough for readable text. */
  heat: number;
}
interface HeatRow {
  name: string;
  cells: HeatCell[];
  acceptance: string;
}

const MAX_HEAT = 45;

/** Heat map of suggested against final values. */
@Component({
  selector: 'tiq-confusion-table',
  host: { class: 'block min-w-0' },
  template: `<section class="card h-full p-4">
    <h3 class="flex min-h-8 items-center font-semibold">{{ heading() }}</h3>
    <p i18n class="mb-3 text-xs text-faint">
      Rows: suggested. Columns: final. Outlined cells: accepted as suggested.
    </p>
    @if (rows(); as rows) {
      <div class="h-48 overflow-auto" role="region" tabindex="0" [attr.aria-label]="heading()">
        <table class="w-full table-fixed text-sm tabular-nums">
          <thead>
            <tr>
              <th scope="col" i18n class="eyebrow w-26 py-1 text-start">Suggested</th>
              @for (value of values(); track value) {
                <th scope="col" class="eyebrow truncate px-1 py-1 text-center">{{ names()[value] }}</th>
              }
              <th scope="col" i18n class="eyebrow w-22 py-1 text-end">Accepted</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows; track row.name) {
              <tr>
                <th scope="row" class="truncate py-1 pe-1 text-start font-normal">{{ row.name }}</th>
                @for (cell of row.cells; track cell.chosen) {
                  <td class="p-0.5">
                    <span
                      class="flex min-h-7 items-center justify-center rounded-md"
                      [class]="cell.isAgreement ? 'border-2 border-accent font-semibold' : ''"
                      [style.background]="
                        'color-mix(in srgb, var(' +
                        (cell.isAgreement ? '--c-chart-1' : '--c-chart-3') +
                        ') ' +
                        cell.heat +
                        '%, transparent)'
                      "
                      >{{ cell.text }}</span
                    >
                  </td>
                }
                <td class="py-1 text-end">{{ row.acceptance }}</td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    } @else {
      <div class="skeleton h-48"></div>
    }
  </section>`,
})
export class ConfusionTable {
  readonly heading = input.required<string>();
  readonly values = input.required<readonly string[]>();
  readonly names = input.required<Record<string, string>>();
  /** Null while loading. */
  readonly pairs = input.required<readonly ConfusionCell<string>[] | null>();

  protected readonly rows = computed<HeatRow[] | null>(() => {
    const pairs = this.pairs();
    if (!pairs) return null;
    const maxCount = Math.max(1, ...pairs.map(({ n }) => n));
    return this.values().map((suggested) => {
      const cells = this.values().map((chosen): HeatCell => {
        const n = pairs.find((pair) => pair.suggested === suggested && pair.chosen === chosen)?.n ?? 0;
        const heat = Math.round((n / maxCount) * MAX_HEAT);
        return { chosen, count: n, text: formatCount(n), isAgreement: suggested === chosen, heat };
      });
      const decided = cells.reduce((sum, { count: n }) => sum + n, 0);
      const accepted = cells.find(({ isAgreement }) => isAgreement)!.count;
      return {
        name: this.names()[suggested]!,
        cells,
        acceptance: formatPercent(decided ? accepted / decided : null),
      };
    });
  });
}
