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
  Priority,
  Status,
  TicketView,
  UpdateTicketInput,
} from '../api/models';
import type { TicketsList$Params } from '../api/fn/tickets/tickets-list';

export type {
  MessageView as Message,
  Me,
  Stats,
  TicketPage,
  TicketSort,
  TriageSource,
  TriageState,
} from '../api/models';
export type Ticket = TicketView;
export type TicketStatus = Status;
export type TicketPriority = Priority;
export type TicketCategory = Category;
export type NewTicket = CreateTicketInput;
export type TicketChanges = UpdateTicketInput;
export type Suggestion = ClassifyAnswer;
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
