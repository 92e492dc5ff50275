import { QueueBucket } from '../../../core/stats-api';
import { priorities, priorityNames, statusNames, unresolvedStatuses } from '../../../core/ticket-labels';
import { formatCount } from '../../../shared/number-format';
import { createdBetweenParams } from '../drill-down';
import { Figure, legend, tooltip, valueAxis } from '../../../shared/figures/figure';

/** Unresolved tickets by age, independent of the selected period. */
export function queueFigure(buckets: readonly QueueBucket[]): Figure {
  const ages: Record<QueueBucket['name'], string> = {
    today: $localize`Today`,
    yesterday: $localize`Yesterday`,
    week: $localize`2–6 days`,
    month: $localize`7–29 days`,
    older: $localize`30+ days`,
  };
  return {
    columns: [
      $localize`Created`,
      ...priorities.map((priority) => priorityNames[priority]),
      ...unresolvedStatuses.map((status) => statusNames[status]),
    ],
    rows: buckets.map(({ name, created_from, created_to, by_priority, ...counts }) => {
      const days = { from: created_from ?? undefined, to: created_to ?? undefined };
      return [
        { text: ages[name] },
        ...priorities.map((priority) => ({
          text: formatCount(by_priority[priority]),
          link: createdBetweenParams(days, { status: unresolvedStatuses.join(','), priority }),
        })),
        ...unresolvedStatuses.map((status) => ({
          text: formatCount(counts[status]),
          link: createdBetweenParams(days, { status }),
        })),
      ];
    }),
    isEmpty: buckets.every((counts) => unresolvedStatuses.every((status) => counts[status] === 0)),
    click: 'item',
    chart: (colour) => ({
      // Patterns in addition to colors, for users with color vision deficiencies.
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      grid: { left: 4, right: 12, top: 34, bottom: 4, containLabel: true },
      legend: { ...legend(colour), itemWidth: 16, itemHeight: 10 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, ...tooltip(colour) },
      xAxis: {
        type: 'category',
        data: buckets.map(({ name }) => ages[name]),
        axisLine: { lineStyle: { color: colour('line-strong') } },
        axisTick: { show: false },
        axisLabel: { color: colour('text-faint'), interval: 0, width: 80, overflow: 'break' },
      },
      yAxis: { ...valueAxis(colour), minInterval: 1 },
      series: priorities.map((priority) => ({
        id: priority,
        name: priorityNames[priority],
        type: 'bar',
        stack: 'queue',
        barMaxWidth: 44,
        color: colour(`chart-${priority}`),
        data: buckets.map(({ by_priority }) => by_priority[priority]),
      })),
    }),
  };
}
