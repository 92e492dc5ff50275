import { Params } from '@angular/router';
import { Stats } from '../../core/api-types';
import { currentLanguage } from '../../core/language';
import { StatsReport } from '../../core/stats-api';
import { formatDuration } from '../../shared/time-format';
import { formatCount } from '../../shared/number-format';
import { createdBetweenParams } from './drill-down';
import { formatPercent, acceptanceRate } from './figures/acceptance-rate';

export interface Tile {
  name: string;
  value: string;
  note?: string;
  /** Inbox query for the counted tickets. */
  link?: Params;
}

/** Current figures, independent of the selected period. */
export function currentTiles({
  total_tickets,
  avg_tickets_per_day,
  status_breakdown,
  triage,
}: Stats): Tile[] {
  const { open, in_progress, waiting } = status_breakdown;
  const average = avg_tickets_per_day.toLocaleString(currentLanguage());
  return [
    {
      name: $localize`All tickets`,
      value: formatCount(total_tickets),
      note: $localize`avg ${average}:average: per day`,
      link: {},
    },
    {
      name: $localize`Open`,
      value: formatCount(open),
      note: $localize`${formatCount(in_progress)}:count: in progress, ${formatCount(waiting)}:waiting: waiting`,
      link: { status: 'open' },
    },
    {
      name: $localize`Needs review`,
      value: formatCount(triage.pending + triage.suggested),
      note: $localize`including ${formatCount(triage.pending)}:count: being triaged`,
      link: { triage_state: 'pending,suggested' },
    },
  ];
}

export function periodTiles(report: StatsReport): Tile[] {
  const { created, resolved, resolution, triage } = report;
  const sources = Object.values(triage.by_source);
  const accepted = sources.reduce((sum, source) => sum + source.accepted, 0);
  const overridden = sources.reduce((sum, source) => sum + source.overridden, 0);
  return [
    { name: $localize`Created`, value: formatCount(created), link: createdBetweenParams(report) },
    { name: $localize`Resolved`, value: formatCount(resolved) },
    {
      name: $localize`Median time to resolve`,
      value: formatDuration(resolution.p50_seconds),
      note: $localize`avg ${formatDuration(resolution.mean_seconds)}:mean: · p90 ${formatDuration(resolution.p90_seconds)}:most:`,
    },
    {
      name: $localize`Suggestions accepted`,
      value: formatPercent(acceptanceRate({ accepted, overridden })),
      note: $localize`${formatCount(accepted)}:accepted: of ${formatCount(accepted + overridden)}:decided: reviewed`,
    },
  ];
}
