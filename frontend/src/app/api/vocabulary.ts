/* Generated from the OpenAPI document by scripts/generate-vocabulary.mjs. Do not edit. */
import type {
  Role,
  TokenScope,
  TeamAssignment,
  Category,
  Priority,
  QueueAge,
  BoardLanes,
  RationaleCode,
  TriageSource,
  DegradedReason,
  LearntModelState,
  ModelRefusal,
  ModelCandidate,
  RunState,
  RunSource,
  RunTicketState,
  Status,
  Channel,
  TriageState,
  LinkType,
  Visibility,
  AuthorType,
  TicketSort,
  TotalRelation,
  FieldFaultCode,
  HistoryReason,
  ActorType,
  AttachmentState,
  RecipientKind,
  DeliveryState,
  MailSecurity,
  MailFetchPolicy,
  MailAfterFetch,
  ConnectionErrorCode,
  InboundMailState,
  InboundMailSource,
  MailKind,
  ReadinessStatus,
  EngineState,
} from './models';
export const roleValues = ['requester', 'agent', 'admin'] as const satisfies readonly Role[];
export const rolePermissions = {
  'account.use': ['requester', 'agent', 'admin'],
  'tickets.useOwn': ['requester', 'agent', 'admin'],
  'tickets.readAll': ['agent', 'admin'],
  'tickets.readConfidential': ['admin'],
  'tickets.readTeamFields': ['agent', 'admin'],
  'tickets.manage': ['agent', 'admin'],
  'tickets.fileForOthers': ['agent', 'admin'],
  'tickets.beAssigned': ['agent', 'admin'],
  'tickets.assign': ['agent', 'admin'],
  'tickets.bulkChange': ['agent', 'admin'],
  'tickets.markRead': ['agent', 'admin'],
  'tickets.seeViewers': ['agent', 'admin'],
  'tickets.export': ['agent', 'admin'],
  'tickets.delete': ['admin'],
  'messages.internal': ['agent', 'admin'],
  'messages.undo': ['agent', 'admin'],
  'triage.decide': ['agent', 'admin'],
  'triage.suggest': ['agent', 'admin'],
  'triage.readSettings': ['agent', 'admin'],
  'triage.manage': ['admin'],
  'topics.read': ['agent', 'admin'],
  'topics.manage': ['admin'],
  'statistics.read': ['agent', 'admin'],
  'views.use': ['agent', 'admin'],
  'cannedReplies.use': ['agent', 'admin'],
  'shared.manageAll': ['admin'],
  'users.manage': ['admin'],
  'people.use': ['agent', 'admin'],
  'organizations.read': ['agent', 'admin'],
  'organizations.manage': ['admin'],
  'teams.read': ['agent', 'admin'],
  'teams.manage': ['admin'],
  'mail.manage': ['admin'],
  'writes.unlimited': ['agent', 'admin'],
} as const satisfies Record<string, readonly Role[]>;
export const tokenScopeValues = ['read', 'write'] as const satisfies readonly TokenScope[];
export const teamAssignmentValues = [
  'off',
  'round_robin',
  'least_loaded',
] as const satisfies readonly TeamAssignment[];
export const categoryValues = [
  'billing',
  'technical',
  'account',
  'general',
] as const satisfies readonly Category[];
export const priorityValues = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Priority[];
export const priorityGroups = { urgent: ['high', 'critical'] } as const satisfies Record<
  string,
  readonly Priority[]
>;
export const queueAgeValues = [
  'today',
  'yesterday',
  'week',
  'month',
  'older',
] as const satisfies readonly QueueAge[];
export const boardLanesValues = [
  'priority',
  'assignee',
  'team',
  'none',
] as const satisfies readonly BoardLanes[];
export const rationaleCodeValues = [
  'words',
  'tie',
  'no_known_word',
  'foreign_language',
  'withheld',
  'no_model',
  'topic',
] as const satisfies readonly RationaleCode[];
export const triageSourceValues = [
  'gemini',
  'openai',
  'local',
  'default',
] as const satisfies readonly TriageSource[];
export const triageSourceGroups = {
  remote: ['gemini', 'openai'],
  fallback: ['local', 'default'],
} as const satisfies Record<string, readonly TriageSource[]>;
export const degradedReasonValues = [
  'not_configured',
  'timeout',
  'rate_limited',
  'unavailable',
  'unauthorized',
  'circuit_open',
  'invalid_answer',
  'refused',
  'budget_spent',
  'analysis_timeout',
  'interrupted',
] as const satisfies readonly DegradedReason[];
export const learntModelStateValues = [
  'active',
  'waiting',
  'retired',
  'refused',
] as const satisfies readonly LearntModelState[];
export const modelRefusalValues = [
  'no_better_candidate',
  'not_better_than_active',
  'too_few_evaluated',
] as const satisfies readonly ModelRefusal[];
export const modelCandidateValues = [
  'bundled',
  'firm',
  'voting',
] as const satisfies readonly ModelCandidate[];
export const runStateValues = [
  'previewing',
  'previewed',
  'running',
  'done',
  'undoing',
  'undone',
] as const satisfies readonly RunState[];
export const runSourceValues = ['local', 'gemini', 'openai'] as const satisfies readonly RunSource[];
export const runTicketStateValues = [
  'proposed',
  'applied',
  'skipped',
  'undone',
] as const satisfies readonly RunTicketState[];
export const statusValues = [
  'open',
  'in_progress',
  'waiting',
  'resolved',
  'closed',
] as const satisfies readonly Status[];
export const statusTransitions = {
  open: ['in_progress', 'waiting', 'resolved'],
  in_progress: ['resolved', 'waiting', 'open'],
  waiting: ['in_progress', 'resolved', 'open'],
  resolved: ['closed', 'open'],
  closed: ['open'],
} as const satisfies Record<Status, readonly Status[]>;
export const statusGroups = {
  unresolved: ['open', 'in_progress', 'waiting'],
  resolved: ['resolved', 'closed'],
} as const satisfies Record<string, readonly Status[]>;
export const channelValues = ['web', 'api', 'mail', 'import'] as const satisfies readonly Channel[];
export const triageStateValues = [
  'pending',
  'suggested',
  'accepted',
  'overridden',
  'manual',
] as const satisfies readonly TriageState[];
export const triageStateGroups = {
  undecided: ['pending', 'suggested'],
  decided: ['accepted', 'overridden', 'manual'],
} as const satisfies Record<string, readonly TriageState[]>;
export const linkTypeValues = [
  'relates_to',
  'duplicate_of',
  'duplicated_by',
  'caused_by',
  'causes',
] as const satisfies readonly LinkType[];
export const visibilityValues = ['public', 'internal'] as const satisfies readonly Visibility[];
export const authorTypeValues = ['agent', 'requester'] as const satisfies readonly AuthorType[];
export const ticketSortValues = [
  '-created_at',
  'created_at',
  '-updated_at',
  '-priority',
  '-customer_replied_at',
  'due_at',
] as const satisfies readonly TicketSort[];
export const totalRelationValues = ['eq', 'gte'] as const satisfies readonly TotalRelation[];
export const fieldFaultCodeValues = [
  'required',
  'blank',
  'unknown_field',
  'not_text',
  'nul_character',
  'malformed_unicode',
  'not_one_line',
  'too_long',
  'too_short',
  'not_one_of',
  'not_boolean',
  'not_number',
  'not_integer',
  'out_of_range',
  'not_object',
  'not_list',
  'too_few_items',
  'too_many_items',
  'too_many_tags',
  'too_many_fields',
  'too_many_values',
  'too_deep',
  'not_time',
  'not_date',
  'past_time',
  'future_time',
  'before_1970',
  'too_far_ahead',
  'earlier_than',
  'later_than',
  'range_too_long',
  'lower_than',
  'email_invalid',
  'email_taken',
  'password_guessable',
  'password_common',
  'password_personal',
  'password_incorrect',
  'reset_link_invalid',
  'organization_unknown',
  'domain_invalid',
  'domain_public',
  'domain_taken',
  'host_invalid',
  'address_taken',
  'name_taken',
  'too_many_tokens',
  'assignee_unknown',
  'member_unknown',
  'team_unknown',
  'team_last_open',
  'assignee_filter_invalid',
  'topic_unknown',
  'topic_filter_invalid',
  'topic_category_mismatch',
  'placeholder_unknown',
  'source_not_configured',
  'suggestion_incomplete',
  'file_required',
  'file_empty',
  'file_name_invalid',
  'one_file_only',
  'form_invalid',
  'attachment_unknown',
  'cursor_invalid',
  'etag_invalid',
  'idempotency_key_invalid',
  'not_utf8',
  'not_json',
] as const satisfies readonly FieldFaultCode[];
export const historyReasonValues = [
  'snooze_ended',
  'auto_closed',
] as const satisfies readonly HistoryReason[];
export const actorTypeValues = [
  'user',
  'triage',
  'system',
  'rule',
  'mail',
] as const satisfies readonly ActorType[];
export const attachmentStateValues = [
  'scanning',
  'available',
  'quarantined',
] as const satisfies readonly AttachmentState[];
export const recipientKindValues = ['to', 'cc'] as const satisfies readonly RecipientKind[];
export const deliveryStateValues = [
  'queued',
  'accepted',
  'delayed',
  'bounced',
  'failed',
] as const satisfies readonly DeliveryState[];
export const mailSecurityValues = ['tls', 'starttls', 'none'] as const satisfies readonly MailSecurity[];
export const mailFetchPolicyValues = ['new', 'all'] as const satisfies readonly MailFetchPolicy[];
export const mailAfterFetchValues = ['leave', 'flag', 'move'] as const satisfies readonly MailAfterFetch[];
export const connectionErrorCodeValues = [
  'wrong_password',
  'app_password_needed',
  'password_missing',
  'secret_unreadable',
  'tls_certificate',
  'tls_mode',
  'folder_missing',
  'host_not_found',
  'refused',
  'timeout',
  'quota',
  'rejected',
  'disconnected',
  'failed',
] as const satisfies readonly ConnectionErrorCode[];
export const inboundMailStateValues = [
  'pending',
  'ticketed',
  'appended',
  'quarantined',
  'ignored',
] as const satisfies readonly InboundMailState[];
export const inboundMailSourceValues = ['imap', 'http'] as const satisfies readonly InboundMailSource[];
export const mailKindValues = [
  'human',
  'auto_reply',
  'bounce',
  'list',
  'calendar',
  'reaction',
  'receipt',
  'complaint',
] as const satisfies readonly MailKind[];
export const readinessStatusValues = ['ok', 'degraded'] as const satisfies readonly ReadinessStatus[];
export const engineStateValues = ['up', 'away'] as const satisfies readonly EngineState[];
export const limits = {
  LoginInput: { email: { maxLength: 254 }, password: { maxLength: 200 } },
  PasswordInput: { current_password: { maxLength: 200 }, new_password: { maxLength: 200 } },
  ConfirmInput: { current_password: { maxLength: 200 } },
  PasswordResetInput: { token: { maxLength: 200 }, password: { maxLength: 200 } },
  TokenInput: { name: { maxLength: 100 } },
  CreateUserInput: { name: { maxLength: 200 }, email: { maxLength: 254 }, password: { maxLength: 200 } },
  PersonEmailInput: { email: { maxLength: 254 } },
  UpdateUserInput: {
    name: { maxLength: 200 },
    email: { maxLength: 254 },
    notes: { maxLength: 5000 },
    emails: { maxItems: 20 },
  },
  CreateOrganizationInput: {
    name: { maxLength: 200 },
    notes: { maxLength: 5000 },
    domains: { maxItems: 100 },
  },
  UpdateOrganizationInput: {
    name: { maxLength: 200 },
    notes: { maxLength: 5000 },
    domains: { maxItems: 100 },
  },
  CreateTeamInput: { name: { maxLength: 60 }, member_ids: { maxItems: 500 } },
  UpdateTeamInput: { name: { maxLength: 60 }, member_ids: { maxItems: 500 } },
  ClassifyInput: { description: { maxLength: 20000 }, title: { maxLength: 200 } },
  CreateTopicInput: { name: { maxLength: 60 }, description: { maxLength: 300 } },
  UpdateTopicInput: { name: { maxLength: 60 }, description: { maxLength: 300 } },
  RequesterInput: { name: { maxLength: 200 }, email: { maxLength: 254 } },
  CreateTicketInput: {
    title: { maxLength: 200 },
    description: { maxLength: 20000 },
    tags: { maxLength: 50, maxItems: 20 },
    attachment_ids: { maxItems: 20 },
  },
  UpdateTicketInput: {
    title: { maxLength: 200 },
    description: { maxLength: 20000 },
    tags: { maxLength: 50, maxItems: 20 },
  },
  BulkInput: { ids: { maxItems: 500 } },
  MessageInput: {
    body: { maxLength: 20000 },
    to: { maxItems: 50 },
    cc: { maxItems: 50 },
    attachment_ids: { maxItems: 20 },
  },
  SplitInput: { title: { maxLength: 200 } },
  MessageDraftInput: {
    body: { maxLength: 100000 },
    other_body: { maxLength: 100000 },
    attachment_ids: { maxItems: 20 },
    other_attachment_ids: { maxItems: 20 },
  },
  ViewQuery: {
    topic: { maxItems: 100 },
    assignee: { maxItems: 100 },
    team: { maxItems: 100 },
    organization: { maxItems: 100 },
    requester: { maxItems: 100 },
    tag: { maxLength: 50, maxItems: 20 },
    search: { maxLength: 200 },
  },
  CreateViewInput: { name: { maxLength: 60 } },
  UpdateViewInput: { name: { maxLength: 60 } },
  CreateCannedReplyInput: { title: { maxLength: 80 }, body: { maxLength: 5000 } },
  UpdateCannedReplyInput: { title: { maxLength: 80 }, body: { maxLength: 5000 } },
  CreateMailboxInput: {
    aliases: { maxItems: 50 },
    from_name: { maxLength: 200 },
    signature: { maxLength: 5000 },
    imap_host: { maxLength: 253 },
    imap_user: { maxLength: 1000 },
    imap_password: { maxLength: 1000 },
    imap_folder: { maxLength: 250 },
    move_to: { maxLength: 250 },
    smtp_host: { maxLength: 253 },
    smtp_user: { maxLength: 1000 },
    smtp_password: { maxLength: 1000 },
    name: { maxLength: 60 },
    address: { maxLength: 254 },
  },
  UpdateMailboxInput: {
    aliases: { maxItems: 50 },
    from_name: { maxLength: 200 },
    signature: { maxLength: 5000 },
    imap_host: { maxLength: 253 },
    imap_user: { maxLength: 1000 },
    imap_password: { maxLength: 1000 },
    imap_folder: { maxLength: 250 },
    move_to: { maxLength: 250 },
    smtp_host: { maxLength: 253 },
    smtp_user: { maxLength: 1000 },
    smtp_password: { maxLength: 1000 },
    name: { maxLength: 60 },
    address: { maxLength: 254 },
  },
  TestMailboxInput: { send_to: { maxLength: 254 } },
} as const;
