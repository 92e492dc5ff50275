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
  open: 'Open',
  in_progress: 'In progress',
  resolved: 'Resolved',
  closed: 'Closed',
};
export const priorityNames: Record<TicketPriority, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};
export const categoryNames: Record<TicketCategory, string> = {
  billing: 'Billing',
  technical: 'Technical',
  account: 'Account',
  general: 'General',
};
export const triageStateNames: Record<TriageState, string> = {
  pending: 'Being triaged',
  suggested: 'Suggested',
  accepted: 'Accepted',
  overridden: 'Overridden',
  manual: 'Set by hand',
};
export const triageSourceNames: Record<TriageSource, string> = {
  gemini: 'Gemini',
  local: 'Local model',
  default: 'Default',
};
export const sortNames: Record<TicketSort, string> = {
  '-created_at': 'Newest',
  created_at: 'Oldest',
  '-updated_at': 'Last changed',
  '-priority': 'Most urgent',
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
