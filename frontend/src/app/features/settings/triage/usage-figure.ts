import { TriageSource, TriageUsage } from '../../../core/api-types';
import { triageSourceNames, triageSources } from '../../../shared/ticket-terms';
import { count } from '../../../shared/total-words';
import { Figure, legend, overDays, valueAxis } from '../../../shared/figures/figure';
import { dollars } from './run-words';

/** What the answers of each day cost, by who gave them; their tokens, where no prices are set. */
export function usageFigure({ daily }: TriageUsage): Figure {
  const priced = daily.some(({ cost_usd }) => cost_usd > 0);
  const inWords = priced ? dollars : count;
  const sources = triageSources.filter((source) =>
    daily.some(({ by_source }) => by_source.some((each) => each.source === source)),
  );
  const series = (source: TriageSource) =>
    daily.map(({ by_source }) => {
      const of = by_source.find((each) => each.source === source);
      if (!of) return 0;
      return priced ? of.cost_usd : of.input_tokens + of.output_tokens;
    });
  return {
    columns: [$localize`Day`, $localize`Calls`, $localize`Tickets`, $localize`Tokens`, $localize`Cost`],
    rows: daily.map(({ date, calls, tickets, input_tokens, output_tokens, cost_usd }) => [
      { text: date },
      { text: count(calls) },
      { text: count(tickets) },
      { text: count(input_tokens + output_tokens) },
      { text: dollars(cost_usd) },
    ]),
    isEmpty: daily.every(({ calls }) => calls === 0),
    click: 'item',
    chart: (colour) => {
      const base = overDays(colour, daily, (value) => inWords(value ?? 0));
      return {
        ...base,
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
        legend: { ...legend(colour), itemWidth: 16, itemHeight: 10 },
        xAxis: { ...base.xAxis, boundaryGap: true },
        yAxis: { ...valueAxis(colour, inWords), splitNumber: 3 },
        series: sources.map((source, at) => ({
          id: source,
          name: triageSourceNames[source],
          type: 'bar',
          stack: 'usage',
          color: colour(`chart-${at + 1}`),
          data: series(source),
        })),
      };
    },
  };
}
