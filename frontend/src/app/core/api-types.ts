// Interim: the shapes of the wire contract, until they come from the OpenAPI document.
export type TicketStatus = 'open' | 'in_progress' | 'resolved' | 'closed';
export type TicketPriority = 'low' | 'medium' | 'high' | 'critical';
export type TicketCategory = 'billing' | 'technical' | 'account' | 'general';
export type TriageState = 'pending' | 'suggested' | 'accepted' | 'overridden' | 'manual';
export type TriageSource = 'gemini' | 'local' | 'default';

export interface Triage {
  state: TriageState;
  source: TriageSource | null;
  model: string | null;
  suggested_category: TicketCategory | null;
  suggested_priority: TicketPriority | null;
  confidence: number | null;
  rationale: string | null;
  degraded_reason: string | null;
  classified_at: string | null;
}
export interface Requester {
  name?: string | null;
  email?: string | null;
}
export interface Person {
  id: number;
  name: string;
}
export interface Ticket {
  id: number;
  title: string;
  description: string;
  status: TicketStatus;
  priority: TicketPriority;
  category: TicketCategory;
  triage: Triage;
  requester: Requester | null;
  assignee: Person | null;
  tags: string[];
  version: number;
  created_at: string;
  updated_at: string;
  first_response_at: string | null;
  resolved_at: string | null;
}
export interface TicketPage {
  results: Ticket[];
  next_cursor: string | null;
  total: { value: number; relation: 'eq' | 'gte' };
}
export interface NewTicket {
  title: string;
  description: string;
  category?: TicketCategory;
  priority?: TicketPriority;
  requester?: Requester;
  tags?: string[];
}
export interface TicketChanges {
  title?: string;
  description?: string;
  status?: TicketStatus;
  priority?: TicketPriority;
  category?: TicketCategory;
  assignee_id?: number | null;
  tags?: string[];
  requester?: Requester;
}
export interface Suggestion {
  suggested_category: TicketCategory;
  suggested_priority: TicketPriority;
  confidence: number;
  rationale: string | null;
  source: TriageSource;
  model: string | null;
  degraded_reason: string | null;
}
export interface BulkOutcome {
  updated: number;
  failed: { id: number; detail: string }[];
}
export interface HistoryEntry {
  at: string;
  actor: { type: 'user' | 'triage' | 'system'; id: number | null; name: string | null };
  changes: Record<string, [unknown, unknown]>;
}
export interface HistoryPage {
  results: HistoryEntry[];
  next_cursor: string | null;
}
export interface Message {
  id: number;
  body: string;
  visibility: 'public' | 'internal';
  author: Person;
  created_at: string;
}
export interface MessagePage {
  results: Message[];
  next_cursor: string | null;
}
export interface Stats {
  total_tickets: number;
  open_tickets: number;
  avg_tickets_per_day: number;
  priority_breakdown: Record<TicketPriority, number>;
  category_breakdown: Record<TicketCategory, number>;
  status_breakdown: Record<TicketStatus, number>;
  daily: { date: string; created: number; resolved: number }[];
  resolution: {
    resolved: number;
    mean_seconds: number | null;
    p50_seconds: number | null;
    p90_seconds: number | null;
  };
  triage: {
    pending: number;
    suggested: number;
    accepted: number;
    overridden: number;
    acceptance_rate: number | null;
    by_source: Record<TriageSource, number>;
  };
}
export interface Me {
  id: number;
  name: string;
  email: string;
  role: 'requester' | 'agent' | 'admin';
}
/** What a list of tickets is asked for; each list of values is one query field with commas. */
export interface TicketListQuery {
  status?: readonly TicketStatus[];
  priority?: readonly TicketPriority[];
  category?: readonly TicketCategory[];
  triage_state?: readonly TriageState[];
  assignee?: readonly string[];
  tag?: readonly string[];
  search?: string;
  sort?: TicketSort;
}
export type TicketSort = '-created_at' | 'created_at' | '-updated_at' | '-priority';
