import { TopicQualityReport, TopicQualityView } from '../../../core/topics-store';
import { formatCount } from '../../../shared/number-format';

function percent(share: number): string {
  return String(Math.round(share * 100));
}

/** How often the topic is suggested and right, in words. */
export function formatTopicQuality(
  { decisions, precision, coverage }: TopicQualityView,
  { min_decisions }: Pick<TopicQualityReport, 'min_decisions'>,
): string {
  const count =
    decisions === 1 ? $localize`1 decision` : $localize`${formatCount(decisions)}:count: decisions`;
  if (decisions < min_decisions) {
    return $localize`${count}:decisions: · found by its name and description until there are ${min_decisions}:min:`;
  }
  if (precision === null || coverage === null)
    return $localize`${count}:decisions: · not yet certain enough to be set by triage`;
  return $localize`${count}:decisions: · right in ${percent(precision)}:precision:% when set by triage, found in ${percent(coverage)}:coverage:% of its tickets`;
}

/** Null if the topic is confused with no other. */
export function formatConfusion({ confused_with }: TopicQualityView): string | null {
  if (!confused_with.length) return null;
  const names = confused_with
    .map(({ topic, tickets }) => `${topic.name} (${formatCount(tickets)})`)
    .join(', ');
  return $localize`Confused with: ${names}:topics:. Sharpen the descriptions, or merge the topics.`;
}

/** Null before there are decisions. */
export function formatTopicSummary({ coverage, forecast, decisions }: TopicQualityReport): string | null {
  if (coverage === null) return null;
  const now = $localize`From ${formatCount(decisions)}:count: decisions, triage sets the right topic on ${percent(coverage)}:coverage:% of tickets by itself.`;
  if (!forecast) return now;
  const later = $localize`With ${formatCount(forecast.decisions)}:count:, about ${percent(forecast.coverage)}:coverage:% are expected.`;
  return `${now} ${later}`;
}
