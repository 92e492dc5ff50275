import { ConfidenceBand } from '../../../core/api-types';
import { formatCount } from '../../../shared/number-format';
import { Figure, legend, tooltip, valueAxis } from '../../../shared/figures/figure';

/** Decisions by confidence of the suggestion. Bands below the auto-fill threshold are paler. */
export function confidenceFigure(confidenceBands: readonly ConfidenceBand[], applyAt: number): Figure {
  const names = [$localize`Accepted by agents`, $localize`Overridden`, $localize`Auto-accepted`];
  const series = [
    confidenceBands.map(({ accepted }) => accepted),
    confidenceBands.map(({ overridden }) => overridden),
    confidenceBands.map(({ self_settled }) => self_settled),
  ];
  const bandLabels = confidenceBands.map(
    ({ from, to }) => $localize`${toPercent(from)}:from:–${toPercent(to)}:to:%`,
  );
  return {
    columns: [$localize`Confidence`, ...names],
    rows: confidenceBands.map((_, index) => [
      { text: bandLabels[index]! },
      ...series.map((all) => ({ text: formatCount(all[index]!) })),
    ]),
    isEmpty: series.flat().every((n) => n === 0),
    click: 'item',
    chart: (colour) => ({
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      grid: { left: 4, right: 4, top: 46, bottom: 4, containLabel: true },
      legend: { ...legend(colour), itemWidth: 16, itemHeight: 10 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, ...tooltip(colour) },
      xAxis: {
        type: 'category',
        data: bandLabels,
        axisLine: { lineStyle: { color: colour('line-strong') } },
        axisTick: { show: false },
        axisLabel: {
          color: colour('text-faint'),
          interval: 3,
          formatter: (_: string, index: number) =>
            $localize`${toPercent(confidenceBands[index]!.from)}:percent:%`,
        },
      },
      yAxis: { ...valueAxis(colour), minInterval: 1, splitNumber: 2 },
      series: names.map((name, index) => ({
        id: name,
        name,
        type: 'bar',
        stack: 'past',
        barCategoryGap: '20%',
        color: colour(['chart-1', 'chart-critical', 'chart-2'][index]!),
        data: series[index]!.map((value, band) => ({
          value,
          itemStyle: { opacity: confidenceBands[band]!.to <= applyAt + 1e-9 ? 0.35 : 1 },
        })),
      })),
    }),
  };
}

function toPercent(share: number): number {
  return Math.round(share * 100);
}
