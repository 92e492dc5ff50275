import {
  categoryValues,
  priorityValues,
  statusGroups,
  statusValues,
  ticketSortValues,
  triageSourceValues,
  triageStateGroups,
  triageStateValues,
} from '../api/vocabulary';
import {
  TicketCategory,
  TicketPriority,
  TicketSort,
  TicketStatus,
  TriageSource,
  TriageState,
} from './api-types';

/** Localized names. */
export const statusNames: Record<TicketStatus, string> = {
  open: $localize`Open`,
  in_progress: $localize`In progress`,
  waiting: $localize`Waiting`,
  resolved: $localize`Resolved`,
  closed: $localize`Closed`,
};
export const priorityNames: Record<TicketPriority, string> = {
  critical: $localize`Critical`,
  high: $localize`High`,
  medium: $localize`Medium`,
  low: $localize`Low`,
};
export const categoryNames: Record<TicketCategory, string> = {
  billing: $localize`Billing`,
  technical: $localize`Technical`,
  account: $localize`Account`,
  general: $localize`General`,
};
export const triageStateNames: Record<TriageState, string> = {
  pending: $localize`Triage pending`,
  suggested: $localize`Suggested`,
  accepted: $localize`Accepted`,
  overridden: $localize`Overridden`,
  manual: $localize`Manual`,
};
export const triageSourceNames: Record<TriageSource, string> = {
  gemini: $localize`Gemini`,
  openai: $localize`OpenAI-compatible model`,
  local: $localize`Bundled model`,
  default: $localize`Default`,
};
export const sortNames: Record<TicketSort, string> = {
  '-created_at': $localize`Newest`,
  created_at: $localize`Oldest`,
  '-updated_at': $localize`Last updated`,
  '-priority': $localize`Most urgent`,
  '-customer_replied_at': $localize`Customer replied first`,
  due_at: $localize`Due first`,
};

/** In the order of selection lists. */
export const statuses: readonly TicketStatus[] = statusValues;
export const priorities: readonly TicketPriority[] = priorityValues.toReversed();
export const categories: readonly TicketCategory[] = categoryValues;
export const triageStates: readonly TriageState[] = triageStateValues;
export const triageSources: readonly TriageSource[] = triageSourceValues;
export const sorts: readonly TicketSort[] = ticketSortValues;

export const unresolvedStatuses = statusGroups.unresolved;

/** Priorities by shortcut, `1` to `4`. */
export const priorityByKey: Record<string, TicketPriority> = Object.fromEntries(
  priorities.map((priority, i) => [String(i + 1), priority]),
);

/** Whether category and priority are still set by triage and not reviewed. */
export function isUndecided(state: TriageState): boolean {
  return (triageStateGroups.undecided as readonly TriageState[]).includes(state);
}

export function isResolved(status: TicketStatus): boolean {
  return (statusGroups.resolved as readonly TicketStatus[]).includes(status);
}
