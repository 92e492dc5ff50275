/** Console names of the generated API types. */
import type {
  AgentWorkload,
  AttachmentView,
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
  MessageChanges,
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
  HeadGate,
  LearntModelView as TrainedModel,
  ModelCandidate,
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
  ThresholdList,
  TriageSource,
  TriageState,
  TriageUsage,
  UserPage,
} from '../api/models';
/** A ticket; `match` is set only in search results. */
export type Ticket = TicketView & Partial<Pick<ListedTicket, 'match'>>;
export type TicketStatus = Status;
export type TicketPriority = Priority;
export type TicketCategory = Category;
export type NewTicket = CreateTicketInput;
export type Attachment = AttachmentView;
export type NewMessage = MessageInput;
export type TicketChanges = UpdateTicketInput;
export type Suggestion = ClassifyAnswer;
export type BulkChangeResult = BulkResult;
/** A bulk change that can be undone. */
export type BulkChange = BulkChangeView;
/** Filters and sort order of a ticket list, without pagination. */
export type TicketListQuery = Omit<TicketsList$Params, 'limit' | 'cursor'>;

/** An unsent message of the current user. */
export interface MessageDraft {
  text: string;
  visibility: MessageView['visibility'];
  /** Id of the last message when the draft was started; null if unknown. */
  afterMessageId: number | null;
  /**
   * Text for the other visibility: a note beside a public reply or the reverse; '' if there is
   * none.
   */
  otherText: string;
  /** Uploaded files of the text, and of the other one. */
  attachments: readonly AttachmentView[];
  otherAttachments: readonly AttachmentView[];
}
/** A draft as stored by the service. `savedAt` detects changes from another browser. */
export type SavedDraft = MessageDraft & { savedAt: string };

/** Changes are [before, after] pairs, which OpenAPI can only describe as arrays. */
export interface TicketHistoryEntry extends Omit<WireHistoryEntry, 'changes'> {
  changes: Record<string, [unknown, unknown]>;
}
export interface TicketHistoryPage {
  results: TicketHistoryEntry[];
  next_cursor: string | null;
}

/** A session of the current user in one browser. */
export type ActiveSession = SessionView;
export type ApiToken = TokenView;
/** A new API token. Only this response contains the token itself. */
export type NewApiToken = NewToken;
export type User = UserView;
export type NewUser = CreateUserInput;
export type UserChanges = UpdateUserInput;
export type UserListQuery = Omit<UsersList$Params, 'limit' | 'cursor'>;
export type { DeletedTicket } from '../api/models';
export type PendingLink = PendingResetLink;
export type ResetLink = ResetLinkView;
export type Agent = AgentWorkload;
/** Another user who has the same ticket open. */
export type Viewer = ViewerView;
export type CannedReply = CannedReplyView;
export type NewCannedReply = CreateCannedReplyInput;
export type CannedReplyChanges = UpdateCannedReplyInput;
