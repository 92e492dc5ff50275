import { FieldFaultCode, Problem as ProblemAnswer, ProblemField } from '../api/models';
import { statusNames } from './ticket-labels';
import { TicketStatus } from './api-types';

/** Localized texts of a problem. */
export interface ProblemTexts {
  title?: string;
  detail?: string;
}

type ProblemParams = NonNullable<ProblemAnswer['params']>;
type FaultParams = ProblemField['params'];

const TITLES_BY_STATUS: Record<number, string> = {
  0: $localize`No connection to the server`,
  400: $localize`Please check your input`,
  401: $localize`Not signed in`,
  403: $localize`Access denied`,
  404: $localize`Not found`,
  409: $localize`Conflicts with existing data`,
  412: $localize`Changed by someone else`,
  413: $localize`Too large`,
  422: $localize`Not possible`,
  429: $localize`Too many requests`,
  500: $localize`Server error`,
  502: $localize`Server unreachable`,
  503: $localize`Server unavailable`,
  504: $localize`The server took too long to respond`,
};

const DETAILS_BY_CODE: Record<string, string | ((params: ProblemParams) => string | undefined)> = {
  'input.invalid': $localize`Some fields are missing or invalid.`,
  'input.too_large': $localize`Shorten the text, then try again.`,
  'request.forbidden': $localize`You don’t have permission to do this.`,
  'request.not_found': $localize`There is nothing at this address.`,
  'request.too_many': ({ retry_after_seconds: seconds }) => {
    if (seconds === undefined) return $localize`Wait a moment, then try again.`;
    return seconds === 1
      ? $localize`Try again in 1 second.`
      : $localize`Try again in ${seconds}:seconds: seconds.`;
  },
  'server.error': $localize`The error was logged for your admins. Try again later.`,
  'server.query_timeout': $localize`The search took too long. Use fewer or other filters, or try again later.`,
  'server.stopping': $localize`Nothing was changed. Try again in a moment.`,
  'server.unavailable': $localize`Nothing was changed. Try again in a moment.`,
  'auth.required': $localize`Sign in again.`,
  'auth.wrong_credentials': $localize`Incorrect email or password.`,
  'auth.recent_sign_in_required': $localize`Nothing was changed because the password was not confirmed.`,
  'auth.csrf': $localize`This page is out of date. Reload it.`,
  'auth.reset_link_invalid': $localize`This link is invalid, expired or already used. Ask an admin for a new one.`,
  'auth.wrong_current_password': $localize`Current password is incorrect.`,
  'session.not_found': $localize`This session has already ended.`,
  'token.not_found': $localize`This token no longer exists.`,
  'user.unknown_organization': $localize`Organization not found.`,
  'user.administrators_only': $localize`Agents can create requesters without a password only.`,
  'organization.not_found': $localize`Organization not found.`,
  'organization.name_taken': $localize`An organization with this name already exists.`,
  'organization.domain_taken': $localize`Another organization has one of these domains. Remove it there first.`,
  'team.not_found': $localize`Team not found.`,
  'team.name_taken': $localize`A team with this name already exists.`,
  'team.unknown_member': $localize`Only active agents can be members.`,
  'team.last_open': $localize`At least one team must be open. Make another team open first.`,
  'team.default': $localize`The first team can’t be deleted.`,
  'team.in_use': $localize`The team has tickets. Move them to another team first. Deleted tickets count until they are removed for good after 30 days.`,
  'team.too_many': ({ max }) => $localize`You can have up to ${max}:max: teams. Delete one first.`,
  'user.not_found': $localize`User not found.`,
  'user.email_taken': $localize`A user with this email already exists.`,
  'user.last_admin': $localize`You can’t remove the last active admin. Add another admin first.`,
  'ticket.not_found': $localize`Ticket not found.`,
  'ticket.status_move_forbidden': ({ from, to, allowed }) =>
    from && to && allowed
      ? $localize`Status can’t change from ${statusName(from)}:from: to ${statusName(to)}:to:. Allowed: ${allowed.map(statusName).join(', ')}:allowed:.`
      : undefined,
  'ticket.merged': ({ into }) =>
    into === undefined ? undefined : $localize`This ticket was merged into #${into}:into:. Change that one.`,
  'ticket.merge_into_itself': $localize`A ticket can’t be merged into itself.`,
  'ticket.not_merged': $localize`The merge was already undone.`,
  'ticket.link_to_itself': $localize`A ticket can’t be linked to itself.`,
  'ticket.too_many_links': ({ max }) =>
    max === undefined ? undefined : $localize`A ticket can have at most ${max}:max: links.`,
  'ticket.split_stands': $localize`Someone has written on the ticket, so that it can’t be put back.`,
  'message.note_not_splittable': $localize`An internal note can’t become a ticket, because its requester would read it.`,
  'ticket.changed_since': $localize`The ticket was changed by someone else.`,
  'ticket.stale': $localize`The ticket was changed by someone else.`,
  'ticket.unknown_assignee': $localize`The ticket can’t be assigned to this person.`,
  'ticket.unknown_team': $localize`The ticket can’t be moved to this team.`,
  'ticket.unknown_topic': $localize`This topic does not exist or is inactive. Choose another one.`,
  'ticket.topic_category_mismatch': $localize`The topic belongs to another category.`,
  'topic.not_found': $localize`Topic not found.`,
  'topic.name_taken': $localize`A topic with this name already exists.`,
  'topic.in_use': $localize`Tickets use this topic. Deactivate it instead of deleting it.`,
  'topic.too_many': ({ max }) =>
    max === undefined
      ? undefined
      : $localize`You can have up to ${max}:max: active topics. Deactivate one first.`,
  'ticket.not_resolved': $localize`Only resolved or closed tickets can be reopened.`,
  'bulk_change.not_found': $localize`This change can no longer be undone.`,
  'bulk_change.undone': $localize`This change was already undone.`,
  'message.not_found': $localize`Message not found.`,
  'message.delivered': $localize`The reply was already delivered and can’t be undone.`,
  'message.no_mailbox': $localize`No mailbox sends the replies of this ticket. Remove the recipients, or ask an admin to add a mailbox to its team.`,
  'message.not_resendable': $localize`The reply has reached all recipients, or is still being sent.`,
  'attachment.not_found': $localize`The attachment no longer exists.`,
  'attachment.too_large': ({ max }) =>
    max === undefined ? undefined : $localize`The file is too large. Use a file of at most ${max}:max: MB.`,
  'attachment.unknown': $localize`An attachment is no longer available. Remove it and add the file again.`,
  'attachment.scanning': $localize`The file is still being scanned for malware. Try again in a moment.`,
  'attachment.quarantined': $localize`The file is quarantined, because malware was found in it.`,
  'attachment.sent': $localize`The attachment was already sent.`,
  'triage.nothing_suggested': $localize`The ticket has no suggestion to accept.`,
  'triage.not_suggested': $localize`The suggestion has already been reviewed.`,
  'triage.decision_stands': $localize`This decision can no longer be undone.`,
  'triage.settled': $localize`Triage can’t be re-run: an agent has already set category and priority.`,
  'triage.thresholds_reversed': $localize`The auto-accept threshold must not be below the auto-fill threshold.`,
  'triage_model.not_found': $localize`Model not found.`,
  'triage_model.too_few_decisions': ({ min, available }) =>
    min !== undefined && available !== undefined
      ? $localize`Training needs at least ${min}:min: reviewed tickets. There are ${available}:available:.`
      : undefined,
  'triage_model.learning_under_way': $localize`A model is already being trained.`,
  'triage_model.not_waiting': $localize`The model is no longer waiting for approval.`,
  'triage_model.outdated': $localize`The model was trained for an earlier version of the bundled model. Retrain to get a new one.`,
  'triage_model.worse': $localize`On past decisions, this model is less accurate than the active one.`,
  'triage_run.not_found': $localize`Run not found.`,
  'triage_run.wrong_state': $localize`The run is now in another state. Reload to see it.`,
  'triage_run.source_not_configured': $localize`This model is not configured.`,
  'mailbox.not_found': $localize`The mailbox no longer exists.`,
  'mailbox.address_taken': $localize`Another mailbox has this address.`,
  'mailbox.in_use': $localize`The mailbox has mail in quarantine or in process. Release or delete it first.`,
  'mailbox.too_many': ({ max }) =>
    max === undefined ? undefined : $localize`You can have up to ${max}:max: mailboxes. Delete one first.`,
  'mail.not_in_quarantine': $localize`The mail is no longer in quarantine.`,
  'secrets.key_missing': $localize`Passwords can’t be stored without an encryption key. Set SECRETS_KEY on the server.`,
  'secrets.unreadable': $localize`The stored password can’t be decrypted. Enter it again.`,
  'ticket.idempotency_key_reused': $localize`Another text was sent with the same key. Send it again.`,
};

export function formatProblem(status: number, code: string | null, params: ProblemParams = {}): ProblemTexts {
  if (status === 0)
    return {
      title: TITLES_BY_STATUS[0],
      detail: $localize`Nothing was changed. Check your connection, then try again.`,
    };
  const detail = code === null ? undefined : DETAILS_BY_CODE[code];
  return { title: TITLES_BY_STATUS[status], detail: typeof detail === 'function' ? detail(params) : detail };
}

function statusName(status: string): string {
  return statusNames[status as TicketStatus] ?? status;
}

/** The API contract guarantees the parameters that each template uses. */
const FIELD_ERRORS: Record<FieldFaultCode, (params: FaultParams) => string> = {
  required: () => $localize`This field is required.`,
  blank: () => $localize`This field is required.`,
  unknown_field: () => $localize`Unknown field.`,

  not_text: () => $localize`Enter text.`,
  nul_character: () => $localize`Remove invisible control characters.`,
  malformed_unicode: () => $localize`Remove damaged characters.`,
  not_one_line: () => $localize`Use one line without control characters.`,
  too_long: ({ max }) => $localize`Use at most ${max}:max: characters.`,
  too_short: ({ min }) => $localize`Use at least ${min}:min: characters.`,

  not_one_of: ({ values }) => $localize`Choose one of: ${values?.join(', ')}:values:.`,
  not_boolean: () => $localize`Choose yes or no.`,
  not_number: () => $localize`Enter a number.`,
  not_integer: () => $localize`Enter a whole number.`,
  out_of_range: ({ min, max }) => $localize`Enter a number from ${min}:min: to ${max}:max:.`,
  not_object: () => $localize`Invalid value.`,
  not_list: () => $localize`Invalid value.`,
  too_few_items: ({ min }) => $localize`Select at least ${min}:min:.`,
  too_many_items: ({ max }) => $localize`Select at most ${max}:max:.`,
  too_many_tags: ({ max }) => $localize`You can add up to ${max}:max: tags.`,
  too_many_fields: ({ max }) => $localize`Select at most ${max}:max:.`,
  too_many_values: ({ max }) => $localize`Select at most ${max}:max:.`,
  too_deep: () => $localize`Invalid value.`,

  not_time: () => $localize`Enter a valid date and time.`,
  not_date: () => $localize`Enter a valid date.`,
  past_time: () => $localize`Choose a time in the future.`,
  future_time: () => $localize`Choose a time that is not in the future.`,
  before_1970: () => $localize`Choose a time that is not before 1970.`,
  too_far_ahead: ({ max_days }) => $localize`Choose a time at most ${max_days}:days: days from now.`,
  earlier_than: ({ other }) => $localize`Must not be before ${fieldName(other)}:other:.`,
  later_than: ({ other }) => $localize`Must not be after ${fieldName(other)}:other:.`,
  range_too_long: ({ max_days }) => $localize`Choose a range of at most ${max_days}:days: days.`,
  lower_than: ({ other }) => $localize`Must not be below ${fieldName(other)}:other:.`,

  email_invalid: () => $localize`Enter a valid email address.`,
  email_taken: () => $localize`A user with this email already exists.`,
  password_guessable: () => $localize`This password is too easy to guess.`,
  password_common: () => $localize`This is one of the most common passwords. Choose another one.`,
  password_personal: () => $localize`Use more than a name, an email address or the name of this service.`,
  password_incorrect: () => $localize`Current password is incorrect.`,
  reset_link_invalid: () => $localize`This link is invalid, expired or already used.`,
  organization_unknown: () => $localize`Choose an organization from the list.`,
  domain_invalid: () => $localize`Enter domains such as example.org.`,
  domain_public: ({ domain }) =>
    $localize`${domain}:domain: belongs to a mail provider, whose users are not of one organization.`,
  domain_taken: ({ domain }) => $localize`${domain}:domain: belongs to another organization.`,
  host_invalid: () => $localize`Enter a host name, such as imap.example.org, or an IP address.`,
  address_taken: () => $localize`Another mailbox has this address.`,
  name_taken: () => $localize`This name is already in use. Choose another one.`,
  too_many_tokens: ({ max }) => $localize`You can have up to ${max}:max: API tokens. Revoke one first.`,

  assignee_unknown: () => $localize`Choose an active agent of the ticket’s team.`,
  member_unknown: () => $localize`Choose active agents.`,
  team_unknown: () => $localize`Choose a team that you can see.`,
  team_last_open: () => $localize`At least one team must be open. Make another team open first.`,
  topic_unknown: () => $localize`Choose an active topic.`,
  topic_filter_invalid: () => $localize`Choose topics from the list.`,
  topic_category_mismatch: () => $localize`Leave out the category or choose that of the topic.`,
  assignee_filter_invalid: () => $localize`Choose agents from the list.`,
  placeholder_unknown: ({ unknown, values }) =>
    $localize`Unknown placeholder: ${unknown?.join(', ')}:unknown:. Use ${values?.join(', ')}:values:.`,
  source_not_configured: () => $localize`This model is not configured. Choose another one.`,
  suggestion_incomplete: () => $localize`Source, category and priority of the suggestion are required.`,

  file_required: () => $localize`Choose a file.`,
  file_empty: () => $localize`The file is empty.`,
  file_name_invalid: () =>
    $localize`The file name has characters that aren’t allowed, such as slashes. Rename the file.`,
  one_file_only: () => $localize`Upload one file at a time.`,
  form_invalid: () => $localize`The upload was incomplete. Try again.`,
  attachment_unknown: () =>
    $localize`An attachment is no longer available. Remove it and add the file again.`,
  cursor_invalid: () => $localize`The list has changed. Reload it.`,
  etag_invalid: () => $localize`Invalid value.`,
  idempotency_key_invalid: () => $localize`Invalid value.`,
  not_utf8: () => $localize`Remove damaged characters.`,
  not_json: () => $localize`Invalid value.`,
};

/** Localizes the error of a field. Codes of a newer service version fall back to its message. */
export function formatFieldError({ code, params, message }: Omit<ProblemField, 'field'>): string {
  return Object.hasOwn(FIELD_ERRORS, code) ? FIELD_ERRORS[code](params) : message;
}

/** Fields referenced by comparisons. */
const fieldNames: Record<string, string> = {
  apply_at: $localize`the auto-fill threshold`,
  to: $localize`the last day`,
};

function fieldName(field: string | undefined): string {
  return fieldNames[field ?? ''] ?? field ?? '';
}
