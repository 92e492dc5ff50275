import { Params } from '@angular/router';
import type { EChartsCoreOption } from 'echarts/core';
import { currentLanguage } from '../../core/language';

/** A colour by the name of its token; the chart asks when it draws, since the theme may have changed. */
export type Palette = (token: string) => string;
export type ChartOptionFactory = (colour: Palette) => EChartsCoreOption;

export interface FigureCell {
  text: string;
  /** The inbox's address for exactly the tickets that the number counts; absent where no list counts the same. */
  link?: Params;
}

/** A chart, and the same numbers as a table: series n of the chart is column n + 1, its point m is row m. */
export interface Figure {
  columns: readonly string[];
  rows: readonly (readonly FigureCell[])[];
  chart: ChartOptionFactory;
  isEmpty: boolean;
  /** Whether a click means the very bar, or anything above the day. */
  click: 'item' | 'day';
}

/** Drawn on the canvas: a tooltip in HTML would need inline styles. */
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

/** What every chart over the days has; the names of its lines stand above it. */
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

/** Told apart by stroke and symbol as well as by colour; the name stands at its end where there is room. */
export function lineSeries(colour: Palette, index: number, name: string, data: readonly (number | null)[]) {
  return {
    id: name,
    name,
    type: 'line',
    data,
    color: colour(`chart-${index + 1}`),
    symbol: SYMBOLS[index],
    symbolSize: 6,
    // A day alone between days without a value has no line to be seen by.
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
