import { Params } from '@angular/router';
import { Stats } from '../../../core/api-types';
import { StatsReport } from '../../../core/stats-api';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  statuses,
  statusNames,
  triageSourceNames,
  triageSources,
} from '../../../core/ticket-labels';
import { formatCount } from '../../../shared/number-format';
import { createdBetweenParams } from '../drill-down';
import { formatPercent } from './acceptance-rate';
import { Figure, tooltip } from '../../../shared/figures/figure';

interface BreakdownItem {
  name: string;
  value: number;
  colour: string;
  link?: Params;
}

export function priorityFigure(report: StatsReport): Figure {
  return barFigure(
    $localize`Priority`,
    priorities.map((priority) => ({
      name: priorityNames[priority],
      value: report.priority_breakdown[priority],
      colour: `chart-${priority}`,
      link: createdBetweenParams(report, { priority: priority }),
    })),
  );
}
export function categoryFigure(report: StatsReport): Figure {
  return barFigure(
    $localize`Category`,
    categories.map((category, index) => ({
      name: categoryNames[category],
      value: report.category_breakdown[category],
      colour: `chart-${index + 1}`,
      link: createdBetweenParams(report, { category: category }),
    })),
  );
}
export function statusFigure(stats: Stats): Figure {
  return barFigure(
    $localize`Status`,
    statuses.map((status) => ({
      name: statusNames[status],
      value: stats.status_breakdown[status],
      colour: status.replace('_', '-'),
      link: { status: status },
    })),
  );
}
/** Without links, because the inbox can't filter by source. */
export function sourceFigure({ triage }: Stats): Figure {
  return barFigure(
    $localize`Source`,
    triageSources.flatMap((source, index) => {
      const value = triage.by_source[source];
      return value === undefined
        ? []
        : [{ name: triageSourceNames[source], value, colour: `chart-${index + 1}` }];
    }),
  );
}

function barFigure(title: string, items: readonly BreakdownItem[]): Figure {
  const total = items.reduce((sum, { value }) => sum + value, 0);
  return {
    columns: [title, $localize`Tickets`, $localize`Share`],
    rows: items.map(({ name, value, link }) => [
      { text: name },
      { text: formatCount(value), link },
      { text: formatPercent(total ? value / total : null) },
    ]),
    isEmpty: total === 0,
    click: 'item',
    chart: (colour) => ({
      grid: { left: 4, right: 56, top: 4, bottom: 4, containLabel: true },
      tooltip: { trigger: 'item', ...tooltip(colour) },
      xAxis: { type: 'value', minInterval: 1, show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: items.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: colour('text-soft') },
      },
      series: [
        {
          id: title,
          name: title,
          type: 'bar',
          barMaxWidth: 18,
          cursor: items.some(({ link }) => link) ? 'pointer' : 'default',
          data: items.map((part) => ({
            value: part.value,
            itemStyle: { color: colour(part.colour), borderRadius: [0, 4, 4, 0] },
          })),
          label: {
            show: true,
            position: 'right',
            color: colour('text-soft'),
            formatter: ({ value }: { value: number }) => formatCount(value),
          },
        },
      ],
    }),
  };
}
