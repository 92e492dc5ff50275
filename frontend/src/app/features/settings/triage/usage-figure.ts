import { TriageSource, TriageUsage } from '../../../core/api-types';
import { triageSourceNames, triageSources } from '../../../core/ticket-labels';
import { formatCount } from '../../../shared/number-format';
import { Figure, legend, dailyChartBase, valueAxis } from '../../../shared/figures/figure';
import { formatUsd } from './retriage-labels';

/** Daily cost by source; tokens if no prices are configured. */
export function usageFigure({ daily }: TriageUsage): Figure {
  const priced = daily.some(({ cost_usd }) => cost_usd > 0);
  const format = priced ? formatUsd : formatCount;
  const sources = triageSources.filter((source) =>
    daily.some(({ by_source }) => by_source.some((usage) => usage.source === source)),
  );
  const series = (source: TriageSource) =>
    daily.map(({ by_source }) => {
      const usage = by_source.find((candidate) => candidate.source === source);
      if (!usage) return 0;
      return priced ? usage.cost_usd : usage.input_tokens + usage.output_tokens;
    });
  return {
    columns: [$localize`Day`, $localize`Calls`, $localize`Tickets`, $localize`Tokens`, $localize`Cost`],
    rows: daily.map(({ date, calls, tickets, input_tokens, output_tokens, cost_usd }) => [
      { text: date },
      { text: formatCount(calls) },
      { text: formatCount(tickets) },
      { text: formatCount(input_tokens + output_tokens) },
      { text: formatUsd(cost_usd) },
    ]),
    isEmpty: daily.every(({ calls }) => calls === 0),
    click: 'item',
    chart: (colour) => {
      const base = dailyChartBase(colour, daily, (value) => format(value ?? 0));
      return {
        ...base,
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
        legend: { ...legend(colour), itemWidth: 16, itemHeight: 10 },
        xAxis: { ...base.xAxis, boundaryGap: true },
        yAxis: { ...valueAxis(colour, format), splitNumber: 3 },
        series: sources.map((source, index) => ({
          id: source,
          name: triageSourceNames[source],
          type: 'bar',
          stack: 'usage',
          color: colour(`chart-${index + 1}`),
          data: series(source),
        })),
      };
    },
  };
}
