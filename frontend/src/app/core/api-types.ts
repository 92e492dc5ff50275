/**
 * The console's names for what the wire contract carries. The shapes are the generated ones; this file only
 * calls them what people here call them.
 */
import type {
  AgentWorkload,
  BulkChangeView,
  BulkResult,
  CannedReplyView,
  Category,
  ClassifyAnswer,
  CreateCannedReplyInput,
  CreateTicketInput,
  CreateUserInput,
  HistoryEntry as WireHistoryEntry,
  ListedTicket,
  MessageInput,
  MessageView,
  NewToken,
  PendingResetLink,
  Priority,
  ResetLinkView,
  SessionView,
  Status,
  TicketView,
  TokenView,
  UpdateCannedReplyInput,
  UpdateTicketInput,
  UpdateUserInput,
  UserView,
  ViewerView,
} from '../api/models';
import type { UsersList$Params } from '../api/fn/accounts/users-list';
import type { TicketsList$Params } from '../api/fn/tickets/tickets-list';

export type {
  MatchPart,
  MessageView as Message,
  Me,
  PresenceInput,
  Role,
  Stats,
  TicketPage,
  TicketSort,
  TokenInput,
  TokenScope,
  ConfidenceBand,
  LearntModelList as TrainedModelList,
  LearntModelView as TrainedModel,
  ReplayTicket,
  ReplayView as Replay,
  RunDetail as RetriageJobDetail,
  RunFilterInput as RetriageFilter,
  RunInput as RetriageJobInput,
  RunSource as RetriageSource,
  RunState as RetriageJobState,
  RunTicketPage as RetriageJobTicketPage,
  RunTicketState as RetriageJobTicketState,
  RunTicketView as RetriageJobTicket,
  RunView as RetriageJob,
  Threshold,
  ThresholdInput,
  TriageSource,
  TriageState,
  TriageUsage,
  UserPage,
} from '../api/models';
/** Where it was searched for, a list also says what matched. */
export type Ticket = TicketView & Partial<Pick<ListedTicket, 'match'>>;
export type TicketStatus = Status;
export type TicketPriority = Priority;
export type TicketCategory = Category;
export type NewTicket = CreateTicketInput;
export type NewMessage = MessageInput;
export type TicketChanges = UpdateTicketInput;
export type Suggestion = ClassifyAnswer;
export type BulkChangeResult = BulkResult;
/** One that can be undone. */
export type BulkChange = BulkChangeView;
/** What a list of tickets is asked for; the page of it is asked for apart. */
export type TicketListQuery = Omit<TicketsList$Params, 'limit' | 'cursor'>;

/** A message that one has begun. */
export interface MessageDraft {
  text: string;
  visibility: MessageView['visibility'];
  /** The last message that was there when the text was begun; null where that is not known. */
  afterMessageId: number | null;
  /** Begun for the other readers: a note beside a public reply, or a public reply beside a note; '' for none. */
  otherText: string;
}
/** Of the service's copy, when it was kept: so that another browser's is not overwritten unseen. */
export type SavedDraft = MessageDraft & { savedAt: string };

/** A pair [before, after] for each field, which the document can only call an array. */
export interface TicketHistoryEntry extends Omit<WireHistoryEntry, 'changes'> {
  changes: Record<string, [unknown, unknown]>;
}
export interface TicketHistoryPage {
  results: TicketHistoryEntry[];
  next_cursor: string | null;
}

/** One place where a person is signed in. */
export type ActiveSession = SessionView;
export type ApiToken = TokenView;
/** Only the answer to its making carries the token itself. */
export type NewApiToken = NewToken;
export type User = UserView;
export type NewUser = CreateUserInput;
export type UserChanges = UpdateUserInput;
export type UserListQuery = Omit<UsersList$Params, 'limit' | 'cursor'>;
export type { DeletedTicket } from '../api/models';
export type PendingLink = PendingResetLink;
export type ResetLink = ResetLinkView;
export type Agent = AgentWorkload;
/** Somebody else who has the same ticket open. */
export type Viewer = ViewerView;
export type CannedReply = CannedReplyView;
export type NewCannedReply = CreateCannedReplyInput;
export type CannedReplyChanges = UpdateCannedReplyInput;
