import { Params } from '@angular/router';
import type { EChartsCoreOption } from 'echarts/core';
import { currentLanguage } from '../../core/language';

/** Resolves a color token. Called on each rendering, because the theme may change. */
export type Palette = (token: string) => string;
export type ChartOptionFactory = (colour: Palette) => EChartsCoreOption;

export interface FigureCell {
  text: string;
  /** Inbox query for exactly the counted tickets; absent if no query matches them. */
  link?: Params;
}

/**
 * A chart and its data as a table: series n of the chart is column n + 1, data point m is row m.
 */
export interface Figure {
  columns: readonly string[];
  rows: readonly (readonly FigureCell[])[];
  chart: ChartOptionFactory;
  isEmpty: boolean;
  /** Whether a click selects the item or the day. */
  click: 'item' | 'day';
}

/** Rendered on the canvas, because HTML tooltips need inline styles, which the CSP forbids. */
export function tooltip(colour: Palette) {
  return {
    renderMode: 'richText',
    backgroundColor: colour('raised'),
    borderColor: colour('line-strong'),
    textStyle: { color: colour('text'), fontSize: 12 },
  };
}

export function legend(colour: Palette) {
  return { top: 0, left: 0, itemWidth: 28, itemHeight: 8, textStyle: { color: colour('text-soft') } };
}

function dayAxis(colour: Palette, dates: readonly string[]) {
  return {
    type: 'category',
    data: dates.map(formatShortDay),
    boundaryGap: false,
    axisLine: { lineStyle: { color: colour('line-strong') } },
    axisTick: { show: false },
    axisLabel: { color: colour('text-faint'), hideOverlap: true },
  };
}

export function valueAxis(colour: Palette, formatter?: (value: number) => string) {
  return {
    type: 'value',
    splitLine: { lineStyle: { color: colour('line') } },
    axisLabel: { color: colour('text-faint'), formatter },
  };
}

/** Options shared by all daily charts. */
export function dailyChartBase(
  colour: Palette,
  days: readonly { date: string }[],
  valueFormatter?: (value: number | null) => string,
) {
  return {
    grid: { left: 4, right: 12, top: 34, bottom: 4, containLabel: true },
    legend: legend(colour),
    tooltip: { trigger: 'axis', ...tooltip(colour), ...(valueFormatter && { valueFormatter }) },
    xAxis: dayAxis(
      colour,
      days.map(({ date }) => date),
    ),
  };
}

const STROKES = ['solid', 'dashed', 'dotted', [10, 3, 2, 3]] as const;
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const;

/** Line distinguished by stroke and symbol in addition to color. */
export function lineSeries(colour: Palette, index: number, name: string, data: readonly (number | null)[]) {
  return {
    id: name,
    name,
    type: 'line',
    data,
    color: colour(`chart-${index + 1}`),
    symbol: SYMBOLS[index],
    symbolSize: 6,
    // A value between days without values has no visible line.
    showSymbol: data.length < 32 || data.includes(null),
    lineStyle: { width: 2, type: STROKES[index] },
  };
}

function formatShortDay(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString(currentLanguage(), {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
}
