/**
 * The console's names for what the wire contract carries. The shapes are the generated ones; this file only
 * calls them what people here call them.
 */
import type {
  BulkResult,
  Category,
  ClassifyAnswer,
  CreateTicketInput,
  HistoryEntry as WireHistoryEntry,
  Me as WireMe,
  Priority,
  Stats as WireStats,
  Status,
  TicketView,
  TriageSource,
  UpdateTicketInput,
} from '../api/models';
import type { TicketsList$Params } from '../api/fn/tickets/tickets-list';

export type { MessageView as Message, TicketPage, TicketSort, TriageSource, TriageState } from '../api/models';
export type Ticket = TicketView;
export type TicketStatus = Status;
export type TicketPriority = Priority;
export type TicketCategory = Category;
export type NewTicket = CreateTicketInput;
export type TicketChanges = UpdateTicketInput;
export type Suggestion = ClassifyAnswer & { confidence: number; rationale: string; model: string };
export type Me = WireMe & { name: string; email: string };
export type BulkOutcome = BulkResult;
/** What a list of tickets is asked for; the page of it is asked for apart. */
export type TicketListQuery = Omit<TicketsList$Params, 'limit' | 'cursor'>;

/** A pair [before, after] for each field, which the document can only call an array. */
export interface HistoryEntry extends Omit<WireHistoryEntry, 'changes'> {
  changes: Record<string, [unknown, unknown]>;
}
export interface HistoryPage {
  results: HistoryEntry[];
  next_cursor: string | null;
}

/** The breakdowns have every value as a key, always. */
export interface Stats extends WireStats {
  status_breakdown: Record<Status, number>;
  priority_breakdown: Record<Priority, number>;
  category_breakdown: Record<Category, number>;
  triage: WireStats['triage'] & { by_source: Record<TriageSource, number> };
}
