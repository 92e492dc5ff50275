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
  Me,
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

export type Role = Me['role'];

/** One place where a person is signed in. */
export interface SignedInPlace {
  id: string;
  created_at: string;
  last_used_at: string;
  user_agent: string | null;
  current: boolean;
}
export type TokenScope = 'read' | 'write';
export interface ApiToken {
  id: number | string;
  name: string;
  scope: TokenScope;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
}
/** Only the answer to its making carries the token itself. */
export type NewApiToken = ApiToken & { token: string };
export interface User extends Me {
  active: boolean;
  created_at: string;
  last_sign_in_at: string | null;
}
export interface UserPage {
  results: User[];
  next_cursor: string | null;
}
export interface UserListQuery {
  role?: Role;
  active?: boolean;
  search?: string;
}
export type NewUser = Pick<Me, 'name' | 'email' | 'role'>;
export type UserChanges = Partial<NewUser & { active: boolean }>;
export interface ResetLink {
  path: string;
  expires_at: string;
}
export interface Agent {
  id: number;
  name: string;
  open: number;
  in_progress: number;
}
/** Somebody else who has the same ticket open. */
export interface Viewer {
  id: number;
  name: string;
  editing: boolean;
  since: string;
}
