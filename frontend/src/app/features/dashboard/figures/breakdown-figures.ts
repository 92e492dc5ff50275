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
} from '../../../shared/ticket-terms';
import { count } from '../../../shared/total-words';
import { filedBetween } from '../drill-down';
import { percent } from './acceptance';
import { Figure, tooltip } from '../../../shared/figures/figure';

interface Part {
  name: string;
  value: number;
  colour: string;
  link?: Params;
}

export function priorityFigure(report: StatsReport): Figure {
  return bars(
    $localize`Priority`,
    priorities.map((each) => ({
      name: priorityNames[each],
      value: report.priority_breakdown[each],
      colour: `chart-${each}`,
      link: filedBetween(report, { priority: each }),
    })),
  );
}
export function categoryFigure(report: StatsReport): Figure {
  return bars(
    $localize`Category`,
    categories.map((each, at) => ({
      name: categoryNames[each],
      value: report.category_breakdown[each],
      colour: `chart-${at + 1}`,
      link: filedBetween(report, { category: each }),
    })),
  );
}
export function statusFigure(stats: Stats): Figure {
  return bars(
    $localize`Status`,
    statuses.map((each) => ({
      name: statusNames[each],
      value: stats.status_breakdown[each],
      colour: each.replace('_', '-'),
      link: { status: each },
    })),
  );
}
/** No list is by source: the numbers lead nowhere. */
export function sourceFigure({ triage }: Stats): Figure {
  return bars(
    $localize`Source`,
    triageSources.flatMap((each, at) => {
      const value = triage.by_source[each];
      return value === undefined ? [] : [{ name: triageSourceNames[each], value, colour: `chart-${at + 1}` }];
    }),
  );
}

function bars(what: string, parts: readonly Part[]): Figure {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  return {
    columns: [what, $localize`Tickets`, $localize`Share`],
    rows: parts.map(({ name, value, link }) => [
      { text: name },
      { text: count(value), link },
      { text: percent(total ? value / total : null) },
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
        data: parts.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: colour('text-soft') },
      },
      series: [
        {
          id: what,
          name: what,
          type: 'bar',
          barMaxWidth: 18,
          cursor: parts.some(({ link }) => link) ? 'pointer' : 'default',
          data: parts.map((part) => ({
            value: part.value,
            itemStyle: { color: colour(part.colour), borderRadius: [0, 4, 4, 0] },
          })),
          label: {
            show: true,
            position: 'right',
            color: colour('text-soft'),
            formatter: ({ value }: { value: number }) => count(value),
          },
        },
      ],
    }),
  };
}
