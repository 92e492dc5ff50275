// Generated from the migrated database by `npm run database:generate`. Do not edit.
import type { ColumnType, Generated } from 'kysely';

export interface Enums {
  actor_type: 'user' | 'triage' | 'system' | 'rule' | 'mail';
  blob_state: 'scanning' | 'available' | 'quarantined';
  delivery_state: 'queued' | 'accepted' | 'delayed' | 'bounced' | 'failed';
  inbound_mail_source: 'imap' | 'http';
  inbound_mail_state: 'pending' | 'ticketed' | 'appended' | 'quarantined' | 'ignored';
  mail_after_fetch: 'leave' | 'flag' | 'move';
  mail_direction: 'in' | 'out';
  mail_fetch_policy: 'new' | 'all';
  mail_kind: 'human' | 'auto_reply' | 'bounce' | 'list' | 'calendar' | 'reaction' | 'receipt' | 'complaint';
  mail_security: 'tls' | 'starttls' | 'none';
  message_visibility: 'public' | 'internal';
  team_assignment: 'off' | 'round_robin' | 'least_loaded';
  ticket_category: 'billing' | 'technical' | 'account' | 'general';
  ticket_channel: 'web' | 'api' | 'mail' | 'import';
  ticket_link_type: 'relates_to' | 'duplicate_of' | 'duplicated_by' | 'caused_by' | 'causes';
  ticket_priority: 'low' | 'medium' | 'high' | 'critical';
  ticket_status: 'open' | 'in_progress' | 'waiting' | 'resolved' | 'closed';
  token_scope: 'read' | 'write';
  triage_decider: 'agent' | 'requester' | 'import' | 'threshold';
  triage_decision: 'accepted' | 'overridden';
  triage_source: 'gemini' | 'openai' | 'local' | 'default';
  triage_state: 'pending' | 'suggested' | 'accepted' | 'overridden' | 'manual';
  user_role: 'requester' | 'agent' | 'admin';
}

export interface ApiTokensTable {
  id: Generated<number>;
  user_id: number;
  name: string;
  scope: Enums['token_scope'];
  token_hash: string;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  expires_at: ColumnType<Date, Date | string, Date | string>;
  last_used_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  role: Enums['user_role'] | null;
}

export interface AttachmentsTable {
  id: Generated<number>;
  name: string;
  blob_id: number;
  uploader_id: number | null;
  ticket_id: number | null;
  message_id: number | null;
  pending_message_id: number | null;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface BlobChunksTable {
  blob_id: number;
  position: number;
  bytes: Buffer;
}

export interface BlobsTable {
  id: Generated<number>;
  sha256: string | null;
  size: Generated<number>;
  type: Generated<string>;
  state: Generated<Enums['blob_state']>;
  state_reason: string | null;
  object_key: string | null;
  in_object_store: Generated<boolean>;
  needs_thumbnail: Generated<boolean>;
  thumbnail: Buffer | null;
  work_due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  work_attempts: Generated<number>;
  released_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
}

export interface BulkChangesTable {
  id: Generated<number>;
  user_id: number;
  changes: unknown;
  tickets: unknown;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  undone_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface CannedRepliesTable {
  id: Generated<number>;
  owner_id: number;
  shared: Generated<boolean>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
  title: string;
  body: string;
  changes: Generated<unknown>;
}

export interface ClassificationsTable {
  id: ColumnType<string, string | number | undefined, string | number>;
  ticket_id: number;
  source: Enums['triage_source'];
  model: string;
  prompt_version: string | null;
  category: Enums['ticket_category'];
  priority: Enums['ticket_priority'];
  confidence: number;
  rationale: string;
  latency_ms: number;
  input_tokens: number | null;
  output_tokens: number | null;
  degraded_reason: string | null;
  applied: boolean;
  decision: Enums['triage_decision'] | null;
  decided_category: Enums['ticket_category'] | null;
  decided_priority: Enums['ticket_priority'] | null;
  decided_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  evidence: Generated<string[]>;
  abstained: Generated<boolean>;
  cost_usd: number | null;
}

export interface IdempotencyKeysTable {
  key: string;
  request_hash: string;
  answer: unknown | null;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  user_id: number;
}

export interface InboundMailsTable {
  id: Generated<number>;
  mailbox_id: number | null;
  source: Enums['inbound_mail_source'];
  uid_validity: ColumnType<string | null, string | number | null, string | number | null>;
  uid: ColumnType<string | null, string | number | null, string | number | null>;
  sha256: string;
  message_id: string | null;
  size: number;
  raw: Buffer | null;
  received_at: ColumnType<Date, Date | string | undefined, Date | string>;
  state: Generated<Enums['inbound_mail_state']>;
  reason: string | null;
  kind: Enums['mail_kind'] | null;
  from_address: string | null;
  subject: string | null;
  ticket_id: number | null;
  ticket_message_id: number | null;
  attempts: Generated<number>;
  released: Generated<boolean>;
  due_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  processed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface LearningAttemptsTable {
  id: Generated<boolean>;
  started_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface LocalModelsTable {
  id: Generated<number>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  name: string;
  base: string;
  decisions: number;
  report: unknown;
  file: Buffer;
  state: string;
  activated_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  impact: unknown | null;
  reviewed_by: number | null;
  reviewed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  gate: unknown | null;
}

export interface MailParticipantsTable {
  ticket_id: number;
  address: string;
  name: Generated<string>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface MailThreadsTable {
  id: Generated<number>;
  message_id: string;
  direction: Enums['mail_direction'];
  ticket_id: number;
  ticket_message_id: number | null;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface MailboxesTable {
  id: Generated<number>;
  name: string;
  address: string;
  aliases: Generated<string[]>;
  team_id: number;
  from_name: Generated<string>;
  signature: Generated<string>;
  active: Generated<boolean>;
  imap_host: string | null;
  imap_port: Generated<number>;
  imap_security: Generated<Enums['mail_security']>;
  imap_user: string | null;
  imap_password: Buffer | null;
  imap_folder: Generated<string>;
  fetch_policy: Generated<Enums['mail_fetch_policy']>;
  after_fetch: Generated<Enums['mail_after_fetch']>;
  move_to: string | null;
  smtp_host: string | null;
  smtp_port: Generated<number>;
  smtp_security: Generated<Enums['mail_security']>;
  smtp_user: string | null;
  smtp_password: Buffer | null;
  inbound_token_hash: string | null;
  mails_received: Generated<number>;
  uid_validity: ColumnType<string | null, string | number | null, string | number | null>;
  last_uid: ColumnType<string | null, string | number | null, string | number | null>;
  leased_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  leased_by: string | null;
  last_fetched_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  failing_since: ColumnType<Date | null, Date | string | null, Date | string | null>;
  last_error_code: string | null;
  next_attempt_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
  version: Generated<number>;
}

export interface MessageDraftsTable {
  user_id: number;
  ticket_id: number;
  body: string;
  visibility: Enums['message_visibility'];
  after_message_id: number | null;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
  other_body: string | null;
  attachment_ids: Generated<number[]>;
  other_attachment_ids: Generated<number[]>;
}

export interface MessageRecipientsTable {
  message_id: number;
  address: string;
  kind: string;
  delivery: Generated<Enums['delivery_state']>;
  detail: string | null;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface ModelUsageTable {
  day: ColumnType<Date, Date | string, Date | string>;
  source: Enums['triage_source'];
  model: string;
  calls: ColumnType<string, string | number, string | number>;
  tickets: ColumnType<string, string | number, string | number>;
  input_tokens: ColumnType<string, string | number, string | number>;
  output_tokens: ColumnType<string, string | number, string | number>;
  cost_usd: number;
}

export interface OrganizationDomainsTable {
  domain: string;
  organization_id: number;
}

export interface OrganizationsTable {
  id: Generated<number>;
  name: string;
  notes: Generated<string>;
  shares_tickets: Generated<boolean>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface OutgoingMailsTable {
  message_id: number;
  mailbox_id: number | null;
  header_id: string;
  due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  attempts: Generated<number>;
  queued_at: ColumnType<Date, Date | string | undefined, Date | string>;
  sent_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface PasswordResetsTable {
  user_id: number;
  token_hash: string;
  expires_at: ColumnType<Date, Date | string, Date | string>;
  issued_by: number | null;
  issued_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface PendingMessagesTable {
  id: number;
  ticket_id: number;
  author_id: number;
  body: string;
  resolve: boolean;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  deliver_at: ColumnType<Date, Date | string, Date | string>;
  requester_id: number | null;
  requester_email: string | null;
  held: Generated<boolean>;
  wait: Generated<boolean>;
  changes: Generated<unknown>;
  recipients: unknown | null;
}

export interface SavedViewsTable {
  id: Generated<number>;
  owner_id: number;
  shared: Generated<boolean>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
  name: string;
  query: unknown;
}

export interface SearchBackfillTable {
  searched: string;
  next_id: number;
}

export interface SessionsTable {
  id: string;
  user_id: number;
  token_hash: string;
  previous_token_hash: string | null;
  refreshed_at: ColumnType<Date, Date | string | undefined, Date | string>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  expires_at: ColumnType<Date, Date | string, Date | string>;
  user_agent: string | null;
  verified_at: ColumnType<Date, Date | string | undefined, Date | string>;
  network: string | null;
}

export interface TeamMembersTable {
  team_id: number;
  user_id: number;
}

export interface TeamTicketBacklogTable {
  team_id: ColumnType<number | null, never, never>;
  day: ColumnType<Date | null, never, never>;
  status: ColumnType<Enums['ticket_status'] | null, never, never>;
  priority: ColumnType<Enums['ticket_priority'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTicketBacklogFoldedTable {
  team_id: number;
  day: ColumnType<Date, Date | string, Date | string>;
  status: Enums['ticket_status'];
  priority: Enums['ticket_priority'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamTicketCountsTable {
  team_id: ColumnType<number | null, never, never>;
  status: ColumnType<Enums['ticket_status'] | null, never, never>;
  priority: ColumnType<Enums['ticket_priority'] | null, never, never>;
  category: ColumnType<Enums['ticket_category'] | null, never, never>;
  triage_state: ColumnType<Enums['triage_state'] | null, never, never>;
  triage_source: ColumnType<Enums['triage_source'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTicketCountsFoldedTable {
  team_id: number;
  status: Enums['ticket_status'];
  priority: Enums['ticket_priority'];
  category: Enums['ticket_category'];
  triage_state: Enums['triage_state'];
  triage_source: Enums['triage_source'] | null;
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamTicketDaysTable {
  team_id: ColumnType<number | null, never, never>;
  day: ColumnType<Date | null, never, never>;
  created: ColumnType<string | null, never, never>;
  resolved: ColumnType<string | null, never, never>;
}

export interface TeamTicketDaysFoldedTable {
  team_id: number;
  day: ColumnType<Date, Date | string, Date | string>;
  created: ColumnType<string, string | number, string | number>;
  resolved: ColumnType<string, string | number, string | number>;
}

export interface TeamTicketFilingsTable {
  team_id: ColumnType<number | null, never, never>;
  day: ColumnType<Date | null, never, never>;
  priority: ColumnType<Enums['ticket_priority'] | null, never, never>;
  category: ColumnType<Enums['ticket_category'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTicketFilingsFoldedTable {
  team_id: number;
  day: ColumnType<Date, Date | string, Date | string>;
  priority: Enums['ticket_priority'];
  category: Enums['ticket_category'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamTicketResolutionsTable {
  team_id: ColumnType<number | null, never, never>;
  bucket: ColumnType<number | null, never, never>;
  n: ColumnType<string | null, never, never>;
  seconds: ColumnType<string | null, never, never>;
}

export interface TeamTicketResolutionsFoldedTable {
  team_id: number;
  bucket: number;
  n: ColumnType<string, string | number, string | number>;
  seconds: ColumnType<string, string | number, string | number>;
}

export interface TeamTicketSolutionsTable {
  team_id: ColumnType<number | null, never, never>;
  day: ColumnType<Date | null, never, never>;
  bucket: ColumnType<number | null, never, never>;
  n: ColumnType<string | null, never, never>;
  seconds: ColumnType<string | null, never, never>;
}

export interface TeamTicketSolutionsFoldedTable {
  team_id: number;
  day: ColumnType<Date, Date | string, Date | string>;
  bucket: number;
  n: ColumnType<string, string | number, string | number>;
  seconds: ColumnType<string, string | number, string | number>;
}

export interface TeamTicketTagsTable {
  team_id: ColumnType<number | null, never, never>;
  tag: ColumnType<string | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTicketTagsFoldedTable {
  team_id: number;
  tag: string;
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamTicketWorkloadTable {
  team_id: ColumnType<number | null, never, never>;
  assignee_id: ColumnType<number | null, never, never>;
  status: ColumnType<Enums['ticket_status'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTicketWorkloadFoldedTable {
  team_id: number;
  assignee_id: number | null;
  status: Enums['ticket_status'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamTriageCategoryDecisionsTable {
  team_id: ColumnType<number | null, never, never>;
  day: ColumnType<Date | null, never, never>;
  source: ColumnType<Enums['triage_source'] | null, never, never>;
  decision: ColumnType<Enums['triage_decision'] | null, never, never>;
  suggested: ColumnType<Enums['ticket_category'] | null, never, never>;
  chosen: ColumnType<Enums['ticket_category'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTriageCategoryDecisionsFoldedTable {
  team_id: number;
  day: ColumnType<Date, Date | string, Date | string>;
  source: Enums['triage_source'];
  decision: Enums['triage_decision'];
  suggested: Enums['ticket_category'];
  chosen: Enums['ticket_category'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamTriageDecisionCountsTable {
  team_id: ColumnType<number | null, never, never>;
  state: ColumnType<Enums['triage_state'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTriageDecisionCountsFoldedTable {
  team_id: number;
  state: Enums['triage_state'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamTriagePriorityDecisionsTable {
  team_id: ColumnType<number | null, never, never>;
  day: ColumnType<Date | null, never, never>;
  suggested: ColumnType<Enums['ticket_priority'] | null, never, never>;
  chosen: ColumnType<Enums['ticket_priority'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TeamTriagePriorityDecisionsFoldedTable {
  team_id: number;
  day: ColumnType<Date, Date | string, Date | string>;
  suggested: Enums['ticket_priority'];
  chosen: Enums['ticket_priority'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TeamsTable {
  id: Generated<number>;
  name: string;
  confidential: Generated<boolean>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  assignment: Generated<Enums['team_assignment']>;
  auto_close_days: number | null;
  last_assigned_id: number | null;
}

export interface TicketBacklogTable {
  day: ColumnType<Date | null, never, never>;
  status: ColumnType<Enums['ticket_status'] | null, never, never>;
  priority: ColumnType<Enums['ticket_priority'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TicketBacklogFoldedTable {
  day: ColumnType<Date, Date | string, Date | string>;
  status: Enums['ticket_status'];
  priority: Enums['ticket_priority'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TicketCountsTable {
  status: ColumnType<Enums['ticket_status'] | null, never, never>;
  priority: ColumnType<Enums['ticket_priority'] | null, never, never>;
  category: ColumnType<Enums['ticket_category'] | null, never, never>;
  triage_state: ColumnType<Enums['triage_state'] | null, never, never>;
  triage_source: ColumnType<Enums['triage_source'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TicketCountsFoldedTable {
  status: Enums['ticket_status'];
  priority: Enums['ticket_priority'];
  category: Enums['ticket_category'];
  triage_state: Enums['triage_state'];
  triage_source: Enums['triage_source'] | null;
  n: ColumnType<string, string | number, string | number>;
}

export interface TicketDaysTable {
  day: ColumnType<Date | null, never, never>;
  created: ColumnType<string | null, never, never>;
  resolved: ColumnType<string | null, never, never>;
}

export interface TicketDaysFoldedTable {
  day: ColumnType<Date, Date | string, Date | string>;
  created: ColumnType<string, string | number, string | number>;
  resolved: ColumnType<string, string | number, string | number>;
}

export interface TicketDifferencesTable {
  n: ColumnType<string | null, string | number | null, string | number | null>;
  status: Enums['ticket_status'] | null;
  priority: Enums['ticket_priority'] | null;
  category: Enums['ticket_category'] | null;
  triage_state: Enums['triage_state'] | null;
  triage_source: Enums['triage_source'] | null;
  suggested_category: Enums['ticket_category'] | null;
  suggested_priority: Enums['ticket_priority'] | null;
  confidence: number | null;
  self_settled: boolean | null;
  abstained: boolean | null;
  assignee_id: number | null;
  created_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  resolved_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  decided_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  tags: string[];
  decided_category: Enums['ticket_category'] | null;
  decided_priority: Enums['ticket_priority'] | null;
  team_id: Generated<number>;
}

export interface TicketFilingsTable {
  day: ColumnType<Date | null, never, never>;
  priority: ColumnType<Enums['ticket_priority'] | null, never, never>;
  category: ColumnType<Enums['ticket_category'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TicketFilingsFoldedTable {
  day: ColumnType<Date, Date | string, Date | string>;
  priority: Enums['ticket_priority'];
  category: Enums['ticket_category'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TicketFollowersTable {
  ticket_id: number;
  user_id: number;
}

export interface TicketHistoryTable {
  id: ColumnType<string, string | number | undefined, string | number>;
  ticket_id: number;
  at: ColumnType<Date, Date | string | undefined, Date | string>;
  actor_type: Enums['actor_type'];
  actor_id: number | null;
  actor_name: string;
  changes: unknown;
  reason: string | null;
}

export interface TicketImportsTable {
  id: Generated<number>;
  source: string;
  file_hash: string;
  started_at: ColumnType<Date, Date | string | undefined, Date | string>;
  finished_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  rows_done: Generated<number>;
  imported: Generated<number>;
  known: Generated<number>;
  rejected: Generated<number>;
  rejected_bytes: ColumnType<string, string | number | undefined, string | number>;
}

export interface TicketLinksTable {
  ticket_id: number;
  linked_id: number;
  type: Enums['ticket_link_type'];
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface TicketMergesTable {
  source_id: number;
  target_id: number;
  merged_at: ColumnType<Date, Date | string | undefined, Date | string>;
  messages: unknown;
  description_message_id: number;
  followers: number[];
  source_before: unknown;
  target_before: unknown;
  target_after: unknown;
}

export interface TicketMessagesTable {
  id: Generated<number>;
  ticket_id: number;
  author_id: number | null;
  body: string;
  visibility: Enums['message_visibility'];
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  author_name: string | null;
  search_vector: string | null;
  channel: Generated<Enums['ticket_channel']>;
  html: string | null;
  mail_from: string | null;
}

export interface TicketResolutionsTable {
  bucket: ColumnType<number | null, never, never>;
  n: ColumnType<string | null, never, never>;
  seconds: ColumnType<string | null, never, never>;
}

export interface TicketResolutionsFoldedTable {
  bucket: number;
  n: ColumnType<string, string | number, string | number>;
  seconds: ColumnType<string, string | number, string | number>;
}

export interface TicketSolutionsTable {
  day: ColumnType<Date | null, never, never>;
  bucket: ColumnType<number | null, never, never>;
  n: ColumnType<string | null, never, never>;
  seconds: ColumnType<string | null, never, never>;
}

export interface TicketSolutionsFoldedTable {
  day: ColumnType<Date, Date | string, Date | string>;
  bucket: number;
  n: ColumnType<string, string | number, string | number>;
  seconds: ColumnType<string, string | number, string | number>;
}

export interface TicketTagsTable {
  tag: ColumnType<string | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TicketTagsFoldedTable {
  tag: string;
  n: ColumnType<string, string | number, string | number>;
}

export interface TicketViewersTable {
  ticket_id: number;
  user_id: number;
  editing: Generated<boolean>;
  since: ColumnType<Date, Date | string | undefined, Date | string>;
  seen_at: ColumnType<Date, Date | string | undefined, Date | string>;
  replying: Generated<boolean>;
}

export interface TicketWorkloadTable {
  assignee_id: ColumnType<number | null, never, never>;
  status: ColumnType<Enums['ticket_status'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TicketWorkloadFoldedTable {
  assignee_id: number | null;
  status: Enums['ticket_status'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TicketsTable {
  id: Generated<number>;
  title: string;
  description: string;
  status: Generated<Enums['ticket_status']>;
  priority: Generated<Enums['ticket_priority']>;
  category: Generated<Enums['ticket_category']>;
  tags: Generated<string[]>;
  requester_name: string | null;
  requester_email: string | null;
  assignee_id: number | null;
  triage_state: Generated<Enums['triage_state']>;
  category_given: Generated<boolean>;
  priority_given: Generated<boolean>;
  triage_due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  triage_source: Enums['triage_source'] | null;
  triage_model: string | null;
  suggested_category: Enums['ticket_category'] | null;
  suggested_priority: Enums['ticket_priority'] | null;
  confidence: number | null;
  rationale: string | null;
  degraded_reason: string | null;
  classified_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  version: Generated<number>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
  first_response_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  resolved_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  deleted_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  search_vector: string;
  requester_id: number | null;
  decided_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  evidence: Generated<string[]>;
  abstained: Generated<boolean>;
  hostile: Generated<boolean>;
  held: Generated<boolean>;
  self_settled: Generated<boolean>;
  external_source: string | null;
  external_id: string | null;
  triage_claims: Generated<number>;
  internal_updates: Generated<number>;
  public_updated_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  decided_by: Enums['triage_decider'] | null;
  decided_by_id: number | null;
  decision_outdated: Generated<boolean>;
  unread: Generated<boolean>;
  customer_replied_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  decided_category: Enums['ticket_category'] | null;
  decided_priority: Enums['ticket_priority'] | null;
  team_id: Generated<number>;
  organization_id: number | null;
  topic_id: number | null;
  suggested_topic_id: number | null;
  channel: Generated<Enums['ticket_channel']>;
  language: string | null;
  snoozed_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  merged_into_id: number | null;
  person_id: number | null;
  description_html: string | null;
}

export interface TopicsTable {
  id: Generated<number>;
  name: string;
  description: Generated<string>;
  category: Enums['ticket_category'];
  active: Generated<boolean>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface TriageCategoryDecisionsTable {
  day: ColumnType<Date | null, never, never>;
  source: ColumnType<Enums['triage_source'] | null, never, never>;
  decision: ColumnType<Enums['triage_decision'] | null, never, never>;
  suggested: ColumnType<Enums['ticket_category'] | null, never, never>;
  chosen: ColumnType<Enums['ticket_category'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TriageCategoryDecisionsFoldedTable {
  day: ColumnType<Date, Date | string, Date | string>;
  source: Enums['triage_source'];
  decision: Enums['triage_decision'];
  suggested: Enums['ticket_category'];
  chosen: Enums['ticket_category'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TriageConfidenceTable {
  suggested: ColumnType<Enums['ticket_category'] | null, never, never>;
  bucket: ColumnType<number | null, never, never>;
  outcome: ColumnType<string | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TriageConfidenceFoldedTable {
  suggested: Enums['ticket_category'];
  bucket: number;
  outcome: string;
  n: ColumnType<string, string | number, string | number>;
}

export interface TriageDecisionCountsTable {
  state: ColumnType<Enums['triage_state'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TriageDecisionCountsFoldedTable {
  state: Enums['triage_state'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TriagePriorityDecisionsTable {
  day: ColumnType<Date | null, never, never>;
  suggested: ColumnType<Enums['ticket_priority'] | null, never, never>;
  chosen: ColumnType<Enums['ticket_priority'] | null, never, never>;
  n: ColumnType<string | null, never, never>;
}

export interface TriagePriorityDecisionsFoldedTable {
  day: ColumnType<Date, Date | string, Date | string>;
  suggested: Enums['ticket_priority'];
  chosen: Enums['ticket_priority'];
  n: ColumnType<string, string | number, string | number>;
}

export interface TriageRunTicketsTable {
  run_id: number;
  ticket_id: number;
  before: unknown;
  after: unknown;
  state: string;
}

export interface TriageRunsTable {
  id: Generated<number>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  created_by: number;
  source: Enums['triage_source'];
  filter: unknown;
  state: string;
  paused: Generated<boolean>;
  total: number;
  up_to: number;
  cursor: Generated<number>;
  seen: Generated<number>;
  failed: Generated<number>;
  cost_usd: Generated<number>;
  leased_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  finished_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface TriageThresholdsTable {
  category: Enums['ticket_category'];
  apply_at: Generated<number>;
  settle_at: number | null;
}

export interface UndoableDecisionsTable {
  ticket_id: number;
  before: unknown;
  decided_at: ColumnType<Date, Date | string, Date | string>;
}

export interface UserEmailsTable {
  address: string;
  user_id: number;
  verified: Generated<boolean>;
}

export interface UsersTable {
  id: Generated<number>;
  name: string;
  email: string;
  role: Enums['user_role'];
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  active: Generated<boolean>;
  password_hash: string | null;
  last_sign_in_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  organization_id: number | null;
  notes: Generated<string>;
  has_account: Generated<boolean>;
  other_emails: Generated<string>;
}

export interface Tables {
  api_tokens: ApiTokensTable;
  attachments: AttachmentsTable;
  blob_chunks: BlobChunksTable;
  blobs: BlobsTable;
  bulk_changes: BulkChangesTable;
  canned_replies: CannedRepliesTable;
  classifications: ClassificationsTable;
  idempotency_keys: IdempotencyKeysTable;
  inbound_mails: InboundMailsTable;
  learning_attempts: LearningAttemptsTable;
  local_models: LocalModelsTable;
  mail_participants: MailParticipantsTable;
  mail_threads: MailThreadsTable;
  mailboxes: MailboxesTable;
  message_drafts: MessageDraftsTable;
  message_recipients: MessageRecipientsTable;
  model_usage: ModelUsageTable;
  organization_domains: OrganizationDomainsTable;
  organizations: OrganizationsTable;
  outgoing_mails: OutgoingMailsTable;
  password_resets: PasswordResetsTable;
  pending_messages: PendingMessagesTable;
  saved_views: SavedViewsTable;
  search_backfill: SearchBackfillTable;
  sessions: SessionsTable;
  team_members: TeamMembersTable;
  team_ticket_backlog_folded: TeamTicketBacklogFoldedTable;
  team_ticket_counts_folded: TeamTicketCountsFoldedTable;
  team_ticket_days_folded: TeamTicketDaysFoldedTable;
  team_ticket_filings_folded: TeamTicketFilingsFoldedTable;
  team_ticket_resolutions_folded: TeamTicketResolutionsFoldedTable;
  team_ticket_solutions_folded: TeamTicketSolutionsFoldedTable;
  team_ticket_tags_folded: TeamTicketTagsFoldedTable;
  team_ticket_workload_folded: TeamTicketWorkloadFoldedTable;
  team_triage_category_decisions_folded: TeamTriageCategoryDecisionsFoldedTable;
  team_triage_decision_counts_folded: TeamTriageDecisionCountsFoldedTable;
  team_triage_priority_decisions_folded: TeamTriagePriorityDecisionsFoldedTable;
  teams: TeamsTable;
  ticket_backlog_folded: TicketBacklogFoldedTable;
  ticket_counts_folded: TicketCountsFoldedTable;
  ticket_days_folded: TicketDaysFoldedTable;
  ticket_differences: TicketDifferencesTable;
  ticket_filings_folded: TicketFilingsFoldedTable;
  ticket_followers: TicketFollowersTable;
  ticket_history: TicketHistoryTable;
  ticket_imports: TicketImportsTable;
  ticket_links: TicketLinksTable;
  ticket_merges: TicketMergesTable;
  ticket_messages: TicketMessagesTable;
  ticket_resolutions_folded: TicketResolutionsFoldedTable;
  ticket_solutions_folded: TicketSolutionsFoldedTable;
  ticket_tags_folded: TicketTagsFoldedTable;
  ticket_viewers: TicketViewersTable;
  ticket_workload_folded: TicketWorkloadFoldedTable;
  tickets: TicketsTable;
  topics: TopicsTable;
  triage_category_decisions_folded: TriageCategoryDecisionsFoldedTable;
  triage_confidence_folded: TriageConfidenceFoldedTable;
  triage_decision_counts_folded: TriageDecisionCountsFoldedTable;
  triage_priority_decisions_folded: TriagePriorityDecisionsFoldedTable;
  triage_run_tickets: TriageRunTicketsTable;
  triage_runs: TriageRunsTable;
  triage_thresholds: TriageThresholdsTable;
  undoable_decisions: UndoableDecisionsTable;
  user_emails: UserEmailsTable;
  users: UsersTable;
}

export interface Views {
  team_ticket_backlog: TeamTicketBacklogTable;
  team_ticket_counts: TeamTicketCountsTable;
  team_ticket_days: TeamTicketDaysTable;
  team_ticket_filings: TeamTicketFilingsTable;
  team_ticket_resolutions: TeamTicketResolutionsTable;
  team_ticket_solutions: TeamTicketSolutionsTable;
  team_ticket_tags: TeamTicketTagsTable;
  team_ticket_workload: TeamTicketWorkloadTable;
  team_triage_category_decisions: TeamTriageCategoryDecisionsTable;
  team_triage_decision_counts: TeamTriageDecisionCountsTable;
  team_triage_priority_decisions: TeamTriagePriorityDecisionsTable;
  ticket_backlog: TicketBacklogTable;
  ticket_counts: TicketCountsTable;
  ticket_days: TicketDaysTable;
  ticket_filings: TicketFilingsTable;
  ticket_resolutions: TicketResolutionsTable;
  ticket_solutions: TicketSolutionsTable;
  ticket_tags: TicketTagsTable;
  ticket_workload: TicketWorkloadTable;
  triage_category_decisions: TriageCategoryDecisionsTable;
  triage_confidence: TriageConfidenceTable;
  triage_decision_counts: TriageDecisionCountsTable;
  triage_priority_decisions: TriagePriorityDecisionsTable;
}

export type Database = Tables & Views;
