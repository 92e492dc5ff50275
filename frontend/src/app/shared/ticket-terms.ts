import {
  TicketCategory,
  TicketPriority,
  TicketSort,
  TicketStatus,
  TriageSource,
  TriageState,
} from '../core/api-types';

/** The field's words, as people read them. The order is the order in which they are offered. */
export const statusNames: Record<TicketStatus, string> = {
  open: $localize`Open`,
  in_progress: $localize`In progress`,
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
  pending: $localize`Being triaged`,
  suggested: $localize`Suggested`,
  accepted: $localize`Accepted`,
  overridden: $localize`Overridden`,
  manual: $localize`Set by hand`,
};
export const triageSourceNames: Record<TriageSource, string> = {
  gemini: $localize`Gemini`,
  openai: $localize`OpenAI-compatible model`,
  local: $localize`Local model`,
  default: $localize`Default`,
};
export const sortNames: Record<TicketSort, string> = {
  '-created_at': $localize`Newest`,
  created_at: $localize`Oldest`,
  '-updated_at': $localize`Last changed`,
  '-priority': $localize`Most urgent`,
  '-customer_replied_at': $localize`Customer replied first`,
};

export const statuses = Object.keys(statusNames) as TicketStatus[];
export const priorities = Object.keys(priorityNames) as TicketPriority[];
export const categories = Object.keys(categoryNames) as TicketCategory[];
export const triageStates = Object.keys(triageStateNames) as TriageState[];
export const triageSources = Object.keys(triageSourceNames) as TriageSource[];
export const sorts = Object.keys(sortNames) as TicketSort[];

/** `1` to `4`, as on the keys. */
export const priorityByKey: Record<string, TicketPriority> = {
  '1': 'critical',
  '2': 'high',
  '3': 'medium',
  '4': 'low',
};

/** Category and priority are still the machine's word (or its stand-in) until a person settles them. */
export function isMachines(state: TriageState): boolean {
  return state === 'pending' || state === 'suggested';
}
