import { Decisions, ReportDay, StatsReport } from '../../../core/stats-api';
import { categories, categoryNames, triageSourceNames, triageSources } from '../../../shared/ticket-terms';
import { duration } from '../../../shared/time-words';
import { count } from '../../../shared/total-words';
import { filedBetween } from '../drill-down';
import { Figure, line, overDays, valueAxis } from '../../../shared/figures/figure';
import { percent, rate } from './acceptance';

export function volumeFigure({ daily }: StatsReport): Figure {
  const names = [$localize`Created`, $localize`Resolved`];
  const series = [daily.map(({ created }) => created), daily.map(({ resolved }) => resolved)];
  return {
    columns: [$localize`Day`, ...names],
    rows: daily.map(({ date, created, resolved }) => [
      { text: date },
      { text: count(created), link: filedBetween({ from: date, to: date }) },
      { text: count(resolved) },
    ]),
    isEmpty: false,
    click: 'day',
    chart: (colour) => ({
      ...overDays(colour, daily),
      yAxis: { ...valueAxis(colour), minInterval: 1 },
      series: names.map((name, at) => ({
        ...line(colour, at, name, series[at]!),
        areaStyle: at === 0 ? { opacity: 0.12 } : undefined,
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
      { text: duration(p50_seconds) },
      { text: duration(p90_seconds) },
    ]),
    isEmpty: resolution.resolved === 0,
    click: 'day',
    chart: (colour) => ({
      ...overDays(colour, daily, (value) => duration(value ?? null)),
      yAxis: { ...valueAxis(colour, duration), interval: roundStep(series.flat()) },
      series: names.map((name, at) => line(colour, at, name, series[at]!)),
    }),
  };
}

/** What share of the day's decisions took what was suggested, by who suggested it or by the category suggested. */
export function acceptanceFigure({ daily }: StatsReport, by: 'source' | 'category'): Figure {
  const parts: { name: string; of: (day: ReportDay) => Decisions }[] =
    by === 'source'
      ? triageSources.map((each) => ({
          name: triageSourceNames[each],
          of: ({ decisions }) => decisions.by_source[each],
        }))
      : categories.map((each) => ({
          name: categoryNames[each],
          of: ({ decisions }) => decisions.by_category[each],
        }));
  return {
    columns: [$localize`Day`, ...parts.map(({ name }) => name)],
    rows: daily.map((day) => [{ text: day.date }, ...parts.map(({ of }) => ({ text: inWords(of(day)) }))]),
    isEmpty: daily.every((day) => parts.every(({ of }) => rate(of(day)) === null)),
    click: 'day',
    chart: (colour) => ({
      ...overDays(colour, daily, (value) => percent(value ?? null)),
      yAxis: { ...valueAxis(colour, percent), min: 0, max: 1 },
      series: parts.map(({ name, of }, at) =>
        line(
          colour,
          at,
          name,
          daily.map((day) => rate(of(day))),
        ),
      ),
    }),
  };
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps = [
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

/** Seconds between the lines of the grid: at most five of them, at times that people say. */
function roundStep(seconds: readonly (number | null)[]): number {
  const most = Math.max(0, ...seconds.map((each) => each ?? 0));
  return steps.find((step) => most / step <= 5) ?? Math.ceil(most / (5 * 7 * DAY)) * 7 * DAY;
}

function inWords(decisions: Decisions): string {
  const { accepted, overridden } = decisions;
  if (accepted + overridden === 0) return '–';
  const share = percent(rate(decisions));
  return $localize`${share}:share: (${count(accepted)}:accepted: of ${count(accepted + overridden)}:decided:)`;
}
