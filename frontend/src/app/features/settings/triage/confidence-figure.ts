import { ConfidenceBand } from '../../../core/api-types';
import { count } from '../../../shared/total-words';
import { Figure, legend, tooltip, valueAxis } from '../../../shared/figures/figure';

/** What became of suggestions by how sure they were: paler where a threshold would only have shown them. */
export function confidenceFigure(past: readonly ConfidenceBand[], applyAt: number): Figure {
  const names = [$localize`Accepted by agents`, $localize`Overridden`, $localize`Auto-accepted`];
  const series = [
    past.map(({ accepted }) => accepted),
    past.map(({ overridden }) => overridden),
    past.map(({ self_settled }) => self_settled),
  ];
  const bands = past.map(({ from, to }) => $localize`${percent(from)}:from:–${percent(to)}:to:%`);
  return {
    columns: [$localize`Confidence`, ...names],
    rows: past.map((_, at) => [{ text: bands[at]! }, ...series.map((all) => ({ text: count(all[at]!) }))]),
    isEmpty: series.flat().every((n) => n === 0),
    click: 'item',
    chart: (colour) => ({
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      grid: { left: 4, right: 4, top: 46, bottom: 4, containLabel: true },
      legend: { ...legend(colour), itemWidth: 16, itemHeight: 10 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, ...tooltip(colour) },
      xAxis: {
        type: 'category',
        data: bands,
        axisLine: { lineStyle: { color: colour('line-strong') } },
        axisTick: { show: false },
        axisLabel: {
          color: colour('text-faint'),
          interval: 3,
          formatter: (_: string, at: number) => $localize`${percent(past[at]!.from)}:percent:%`,
        },
      },
      yAxis: { ...valueAxis(colour), minInterval: 1, splitNumber: 2 },
      series: names.map((name, at) => ({
        id: name,
        name,
        type: 'bar',
        stack: 'past',
        barCategoryGap: '20%',
        color: colour(['chart-1', 'chart-critical', 'chart-2'][at]!),
        data: series[at]!.map((value, band) => ({
          value,
          itemStyle: { opacity: past[band]!.to <= applyAt + 1e-9 ? 0.35 : 1 },
        })),
      })),
    }),
  };
}

function percent(share: number): number {
  return Math.round(share * 100);
}
