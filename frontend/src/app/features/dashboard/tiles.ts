import { Params } from '@angular/router';
import { Stats } from '../../core/api-types';
import { language } from '../../core/language';
import { StatsReport } from '../../core/stats-api';
import { duration } from '../../shared/time-words';
import { count } from '../../shared/total-words';
import { filedBetween } from './drill-down';
import { percent, rate } from './figures/acceptance';

export interface Tile {
  name: string;
  value: string;
  note?: string;
  /** The inbox's address for the tickets that it counts. */
  link?: Params;
}

/** What is true now, whatever the range. */
export function presentTiles({
  total_tickets,
  avg_tickets_per_day,
  status_breakdown,
  triage,
}: Stats): Tile[] {
  const { open, in_progress } = status_breakdown;
  const average = avg_tickets_per_day.toLocaleString(language());
  return [
    {
      name: $localize`All tickets`,
      value: count(total_tickets),
      note: $localize`avg ${average}:average: per day`,
      link: {},
    },
    {
      name: $localize`Open`,
      value: count(open),
      note: $localize`${count(in_progress)}:count: in progress`,
      link: { status: 'open' },
    },
    {
      name: $localize`Needs review`,
      value: count(triage.pending + triage.suggested),
      note: $localize`including ${count(triage.pending)}:count: being triaged`,
      link: { triage_state: 'pending,suggested' },
    },
  ];
}

export function rangeTiles(report: StatsReport): Tile[] {
  const { created, resolved, resolution, triage } = report;
  const sources = Object.values(triage.by_source);
  const accepted = sources.reduce((sum, each) => sum + each.accepted, 0);
  const overridden = sources.reduce((sum, each) => sum + each.overridden, 0);
  return [
    { name: $localize`Created`, value: count(created), link: filedBetween(report) },
    { name: $localize`Resolved`, value: count(resolved) },
    {
      name: $localize`Median time to resolve`,
      value: duration(resolution.p50_seconds),
      note: $localize`avg ${duration(resolution.mean_seconds)}:mean: · p90 ${duration(resolution.p90_seconds)}:most:`,
    },
    {
      name: $localize`Suggestions accepted`,
      value: percent(rate({ accepted, overridden })),
      note: $localize`${count(accepted)}:accepted: of ${count(accepted + overridden)}:decided: reviewed`,
    },
  ];
}
