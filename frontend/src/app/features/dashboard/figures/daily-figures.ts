import { Decisions, ReportDay, StatsReport } from '../../../core/stats-api';
import { categories, categoryNames, triageSourceNames, triageSources } from '../../../core/ticket-labels';
import { formatDuration } from '../../../shared/time-format';
import { formatCount } from '../../../shared/number-format';
import { createdBetweenParams } from '../drill-down';
import { Figure, lineSeries, dailyChartBase, valueAxis } from '../../../shared/figures/figure';
import { formatPercent, acceptanceRate } from './acceptance-rate';

export function volumeFigure({ daily }: StatsReport): Figure {
  const names = [$localize`Created`, $localize`Resolved`];
  const series = [daily.map(({ created }) => created), daily.map(({ resolved }) => resolved)];
  return {
    columns: [$localize`Day`, ...names],
    rows: daily.map(({ date, created, resolved }) => [
      { text: date },
      { text: formatCount(created), link: createdBetweenParams({ from: date, to: date }) },
      { text: formatCount(resolved) },
    ]),
    isEmpty: false,
    click: 'day',
    chart: (colour) => ({
      ...dailyChartBase(colour, daily),
      yAxis: { ...valueAxis(colour), minInterval: 1 },
      series: names.map((name, index) => ({
        ...lineSeries(colour, index, name, series[index]!),
        areaStyle: index === 0 ? { opacity: 0.12 } : undefined,
      })),
    }),
  };
}

export function resolutionFigure({ daily, resolution }: StatsReport): Figure {
  const names = [$localize`Median`, $localize`90th percentile`];
  const series = [daily.map(({ p50_seconds }) => p50_seconds), daily.map(({ p90_seconds }) => p90_seconds)];
  return {
    columns: [$localize`Day`, ...names],
    rows: daily.map(({ date, p50_seconds, p90_seconds }) => [
      { text: date },
      { text: formatDuration(p50_seconds) },
      { text: formatDuration(p90_seconds) },
    ]),
    isEmpty: resolution.resolved === 0,
    click: 'day',
    chart: (colour) => ({
      ...dailyChartBase(colour, daily, (value) => formatDuration(value ?? null)),
      yAxis: { ...valueAxis(colour, formatDuration), interval: axisInterval(series.flat()) },
      series: names.map((name, index) => lineSeries(colour, index, name, series[index]!)),
    }),
  };
}

/** Daily acceptance rate of suggestions, by source or by suggested category. */
export function acceptanceFigure({ daily }: StatsReport, by: 'source' | 'category'): Figure {
  const parts: { name: string; of: (day: ReportDay) => Decisions }[] =
    by === 'source'
      ? triageSources.map((source) => ({
          name: triageSourceNames[source],
          of: ({ decisions }) => decisions.by_source[source],
        }))
      : categories.map((category) => ({
          name: categoryNames[category],
          of: ({ decisions }) => decisions.by_category[category],
        }));
  return {
    columns: [$localize`Day`, ...parts.map(({ name }) => name)],
    rows: daily.map((day) => [
      { text: day.date },
      ...parts.map(({ of }) => ({ text: formatAcceptance(of(day)) })),
    ]),
    isEmpty: daily.every((day) => parts.every(({ of }) => acceptanceRate(of(day)) === null)),
    click: 'day',
    chart: (colour) => ({
      ...dailyChartBase(colour, daily, (value) => formatPercent(value ?? null)),
      yAxis: { ...valueAxis(colour, formatPercent), min: 0, max: 1 },
      series: parts.map(({ name, of }, index) =>
        lineSeries(
          colour,
          index,
          name,
          daily.map((day) => acceptanceRate(of(day))),
        ),
      ),
    }),
  };
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const AXIS_STEPS = [
  1,
  10,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
];

/** Axis interval in seconds: at most five grid lines, at common durations. */
function axisInterval(seconds: readonly (number | null)[]): number {
  const longest = Math.max(0, ...seconds.map((value) => value ?? 0));
  return AXIS_STEPS.find((step) => longest / step <= 5) ?? Math.ceil(longest / (5 * 7 * DAY)) * 7 * DAY;
}

function formatAcceptance(decisions: Decisions): string {
  const { accepted, overridden } = decisions;
  if (accepted + overridden === 0) return '–';
  const share = formatPercent(acceptanceRate(decisions));
  return $localize`${share}:share: (${formatCount(accepted)}:accepted: of ${formatCount(accepted + overridden)}:decided:)`;
}
