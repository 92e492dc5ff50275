import { Blob, BlobChunk } from '../blobs/blob.entity.js';
import { CannedReply } from '../canned-replies/canned-reply.entity.js';
import { ClassificationRecord } from '../classification/classification-record.entity.js';
import { LearningAttempt } from '../classification/learning/learning-attempt.entity.js';
import { LocalModel } from '../classification/learning/local-model.entity.js';
import { RetriageJobEntity, RetriageTicketEntity } from '../classification/retriage/retriage-job.entity.js';
import { TriageThreshold } from '../classification/thresholds/triage-threshold.entity.js';
import { ModelUsage } from '../classification/usage/model-usage.entity.js';
import type { PropertiesOf } from '../database/properties.js';
import type { Tables } from '../database/tables.js';
import { ApiToken } from '../identity/auth/api-token.entity.js';
import { PasswordReset } from '../identity/auth/password-reset.entity.js';
import { Session } from '../identity/auth/session.entity.js';
import { OrganizationDomain } from '../identity/organizations/organization-domain.entity.js';
import { Organization } from '../identity/organizations/organization.entity.js';
import { TeamMember } from '../identity/teams/team-member.entity.js';
import { Team } from '../identity/teams/team.entity.js';
import { UserEmail } from '../identity/users/user-email.entity.js';
import { User } from '../identity/users/user.entity.js';
import { InboundMail } from '../mail/inbound/inbound-mail.entity.js';
import { MailParticipant } from '../mail/mail-participant.entity.js';
import { MailThread } from '../mail/mail-thread.entity.js';
import { Mailbox } from '../mail/mailboxes/mailbox.entity.js';
import { Attachment } from '../tickets/attachments/attachment.entity.js';
import { BulkChange } from '../tickets/bulk-change.entity.js';
import { IdempotencyKey } from '../tickets/idempotency-key.entity.js';
import { MessageDraft } from '../tickets/message-draft.entity.js';
import { MessageRecipient } from '../tickets/message-recipient.entity.js';
import { OutgoingMail } from '../mail/outbound/outgoing-mail.entity.js';
import { PendingMessage } from '../tickets/pending-message.entity.js';
import { SearchBackfillProgress } from '../tickets/search-backfill.entity.js';
import * as counters from '../tickets/ticket-counters.entity.js';
import { TicketFollower } from '../tickets/ticket-follower.entity.js';
import { TicketHistory } from '../tickets/ticket-history.entity.js';
import { TicketImport } from '../tickets/ticket-import.entity.js';
import { TicketLink } from '../tickets/ticket-link.entity.js';
import { TicketMerge } from '../tickets/ticket-merge.entity.js';
import { TicketMessage } from '../tickets/ticket-message.entity.js';
import { TicketViewer } from '../tickets/ticket-viewer.entity.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { Topic } from '../tickets/topic.entity.js';
import { UndoableDecision } from '../tickets/undoable-decision.entity.js';
import { SavedView } from '../views/saved-view.entity.js';

type EntityClass = abstract new () => object;

/** Properties that the entity lacks, or whose type differs from the column's. */
type Undeclared<Class extends EntityClass, Table> = {
  [Name in keyof PropertiesOf<Table>]: Name extends keyof InstanceType<Class>
    ? Required<InstanceType<Class>>[Name] extends PropertiesOf<Table>[Name]
      ? never
      : Name
    : Name;
}[keyof PropertiesOf<Table>];

/** The compiler names the missing columns of an entity in its error. */
type Checked<Classes extends Record<keyof Tables, EntityClass>> = {
  [Name in keyof Tables]: [Undeclared<Classes[Name], Tables[Name]>] extends [never]
    ? EntityClass
    : { undeclaredColumns: Undeclared<Classes[Name], Tables[Name]> };
};

function entitiesOf<const Classes extends Record<keyof Tables, EntityClass>>(
  classes: Classes & Checked<Classes>,
): EntityClass[] {
  return Object.values(classes);
}

/**
 * An entity for each table of the database. A table without an entity, or a column without a property of its type, is a
 * compile error.
 */
export const ENTITIES = entitiesOf({
  api_tokens: ApiToken,
  attachments: Attachment,
  blob_chunks: BlobChunk,
  blobs: Blob,
  bulk_changes: BulkChange,
  canned_replies: CannedReply,
  classifications: ClassificationRecord,
  idempotency_keys: IdempotencyKey,
  inbound_mails: InboundMail,
  learning_attempts: LearningAttempt,
  local_models: LocalModel,
  mail_participants: MailParticipant,
  mail_threads: MailThread,
  mailboxes: Mailbox,
  message_drafts: MessageDraft,
  model_usage: ModelUsage,
  organization_domains: OrganizationDomain,
  organizations: Organization,
  password_resets: PasswordReset,
  message_recipients: MessageRecipient,
  outgoing_mails: OutgoingMail,
  pending_messages: PendingMessage,
  saved_views: SavedView,
  search_backfill: SearchBackfillProgress,
  sessions: Session,
  ticket_backlog_folded: counters.TicketBacklogFolded,
  team_members: TeamMember,
  team_ticket_backlog_folded: counters.TeamTicketBacklogFolded,
  team_ticket_counts_folded: counters.TeamTicketCountsFolded,
  team_ticket_days_folded: counters.TeamTicketDaysFolded,
  team_ticket_filings_folded: counters.TeamTicketFilingsFolded,
  team_ticket_resolutions_folded: counters.TeamTicketResolutionsFolded,
  team_ticket_solutions_folded: counters.TeamTicketSolutionsFolded,
  team_ticket_tags_folded: counters.TeamTicketTagsFolded,
  team_ticket_workload_folded: counters.TeamTicketWorkloadFolded,
  team_triage_category_decisions_folded: counters.TeamTriageCategoryDecisionsFolded,
  team_triage_decision_counts_folded: counters.TeamTriageDecisionCountsFolded,
  team_triage_priority_decisions_folded: counters.TeamTriagePriorityDecisionsFolded,
  teams: Team,
  ticket_counts_folded: counters.TicketCountsFolded,
  ticket_days_folded: counters.TicketDaysFolded,
  ticket_differences: counters.TicketDifferences,
  ticket_filings_folded: counters.TicketFilingsFolded,
  ticket_followers: TicketFollower,
  ticket_history: TicketHistory,
  ticket_imports: TicketImport,
  ticket_links: TicketLink,
  ticket_merges: TicketMerge,
  ticket_messages: TicketMessage,
  ticket_resolutions_folded: counters.TicketResolutionsFolded,
  ticket_solutions_folded: counters.TicketSolutionsFolded,
  ticket_tags_folded: counters.TicketTagsFolded,
  ticket_viewers: TicketViewer,
  ticket_workload_folded: counters.TicketWorkloadFolded,
  tickets: Ticket,
  topics: Topic,
  triage_category_decisions_folded: counters.TriageCategoryDecisionsFolded,
  triage_confidence_folded: counters.TriageConfidenceFolded,
  triage_decision_counts_folded: counters.TriageDecisionCountsFolded,
  triage_priority_decisions_folded: counters.TriagePriorityDecisionsFolded,
  triage_run_tickets: RetriageTicketEntity,
  triage_runs: RetriageJobEntity,
  triage_thresholds: TriageThreshold,
  undoable_decisions: UndoableDecision,
  user_emails: UserEmail,
  users: User,
});
