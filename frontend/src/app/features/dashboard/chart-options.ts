import type { EChartsCoreOption } from 'echarts/core';
import { Stats } from '../../core/api-types';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  statuses,
  statusNames,
} from '../../shared/ticket-terms';
import { count } from '../../shared/total-words';
import { language } from '../../core/language';

/** A colour by the name of its token; the chart asks when it draws, since the theme may have changed. */
export type Palette = (token: string) => string;
export type ChartOf = (colour: Palette) => EChartsCoreOption;

export interface Figure {
  chart: ChartOf;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** Drawn on the canvas: a tooltip in HTML would need inline styles. */
function tooltip(colour: Palette) {
  return {
    renderMode: 'richText',
    backgroundColor: colour('raised'),
    borderColor: colour('line-strong'),
    textStyle: { color: colour('text'), fontSize: 12 },
  };
}

export function volumeFigure({ daily }: Stats): Figure {
  const days = daily.map((day) =>
    new Date(`${day.date}T00:00:00Z`).toLocaleDateString(language(), {
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
    }),
  );
  return {
    columns: ['Day', 'Created', 'Resolved'],
    rows: daily.map((day) => [day.date, day.created, day.resolved]),
    chart: (colour) => ({
      color: [colour('chart-1'), colour('chart-2')],
      grid: { left: 4, right: 12, top: 34, bottom: 4, containLabel: true },
      legend: {
        top: 0,
        left: 0,
        icon: 'roundRect',
        itemWidth: 12,
        itemHeight: 8,
        textStyle: { color: colour('text-soft') },
      },
      tooltip: { trigger: 'axis', ...tooltip(colour) },
      xAxis: {
        type: 'category',
        data: days,
        boundaryGap: false,
        axisLine: { lineStyle: { color: colour('line-strong') } },
        axisTick: { show: false },
        axisLabel: { color: colour('text-faint'), hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitLine: { lineStyle: { color: colour('line') } },
        axisLabel: { color: colour('text-faint') },
      },
      series: [
        line(
          'Created',
          daily.map((day) => day.created),
          0.12,
        ),
        line(
          'Resolved',
          daily.map((day) => day.resolved),
          0,
        ),
      ],
    }),
  };
}

function line(name: string, data: number[], area: number) {
  return {
    name,
    type: 'line',
    data,
    symbolSize: 5,
    showSymbol: data.length < 32,
    lineStyle: { width: 2 },
    areaStyle: area ? { opacity: area } : undefined,
  };
}

export function priorityFigure(stats: Stats): Figure {
  return bars(
    'Priority',
    priorities.map((each) => [priorityNames[each], stats.priority_breakdown[each], `chart-${each}`]),
  );
}
export function categoryFigure(stats: Stats): Figure {
  return bars(
    'Category',
    categories.map((each, at) => [categoryNames[each], stats.category_breakdown[each], `chart-${at + 1}`]),
  );
}
export function statusFigure(stats: Stats): Figure {
  return bars(
    'Status',
    statuses.map((each) => [statusNames[each], stats.status_breakdown[each], each.replace('_', '-')]),
  );
}

function bars(what: string, parts: readonly [name: string, value: number, token: string][]): Figure {
  const total = parts.reduce((sum, [, value]) => sum + value, 0);
  const share = (value: number) => (total ? `${Math.round((value / total) * 100)} %` : '–');
  return {
    columns: [what, 'Tickets', 'Share'],
    rows: parts.map(([name, value]) => [name, count(value), share(value)]),
    chart: (colour) => ({
      grid: { left: 4, right: 56, top: 4, bottom: 4, containLabel: true },
      tooltip: { trigger: 'item', ...tooltip(colour) },
      xAxis: { type: 'value', minInterval: 1, show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: parts.map(([name]) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: colour('text-soft') },
      },
      series: [
        {
          name: what,
          type: 'bar',
          barMaxWidth: 18,
          data: parts.map(([, value, token]) => ({
            value,
            itemStyle: { color: colour(token), borderRadius: [0, 4, 4, 0] },
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
