import { TriageSource } from '../core/api-types';
import { triageSourceNames } from '../core/ticket-labels';
import { formatDateTime } from './time-format';

/** The service's name of a version of the bundled model that was trained on the team's decisions. */
const TRAINED = / \+ team of (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

/** The name of a model for people: a trained version is known by the time of its training. */
export function formatModelName(name: string): string {
  const [, day, time] = TRAINED.exec(name) ?? [];
  return day ? $localize`Team model · ${formatDateTime(`${day}T${time}Z`)}:time:` : name;
}

/** Where a suggestion comes from, such as `Gemini (gemini-flash-latest)`. */
export function formatSuggestionSource(
  suggestion: { source: TriageSource | null; model: string | null } | null,
): string {
  const { source, model } = suggestion ?? {};
  const name = triageSourceNames[source ?? 'default'];
  return model && source !== 'default' ? `${name} (${formatModelName(model)})` : name;
}
