/**
 * Faults of input fields, with templates of their English messages. Codes and parameters are part of the API contract:
 * clients translate by them.
 */
const MESSAGES = {
  required: () => 'This field is required.',
  blank: () => 'This field is required.',
  unknown_field: () => 'Unknown field. Check its spelling or remove it.',

  not_text: () => 'Use a string.',
  nul_character: () => 'Remove NUL characters.',
  malformed_unicode: () => 'Use well-formed Unicode: the text contains half of a surrogate pair.',
  not_one_line: () => 'Use one line without control characters or bidirectional control characters.',
  too_long: ({ max }: { max: number }) => `Use at most ${max} characters.`,
  too_short: ({ min }: { min: number }) => `Use at least ${min} characters.`,

  not_one_of: ({ values }: { values: readonly string[] }) => `Choose one of: ${values.join(', ')}.`,
  not_boolean: () => 'Use true or false.',
  not_number: () => 'Use a number.',
  not_integer: () => 'Use a whole number.',
  out_of_range: ({ min, max }: { min: number; max: number }) => `Use a number from ${min} to ${max}.`,
  not_object: () => 'Use an object.',
  not_list: () => 'Use a list.',
  too_few_items: ({ min }: { min: number }) => `Add at least ${min} ${min === 1 ? 'item' : 'items'}.`,
  too_many_items: ({ max }: { max: number }) => `Use at most ${max} items.`,
  too_many_tags: ({ max }: { max: number }) => `You can add up to ${max} tags.`,
  too_many_fields: ({ max }: { max: number }) => `Use at most ${max} fields.`,
  too_many_values: ({ max }: { max: number }) => `Use at most ${max} values in total.`,
  too_deep: ({ max }: { max: number }) => `Use at most ${max} levels of nesting.`,

  not_time: () => 'Enter an ISO 8601 date or time, such as 2026-11-24T05:00:00Z.',
  not_date: () => 'Enter a date, such as 2026-11-24.',
  past_time: () => 'Choose a time in the future.',
  future_time: () => 'Choose a time that is not in the future.',
  before_1970: () => 'Choose a time that is not before 1970.',
  too_far_ahead: ({ max_days }: { max_days: number }) => `Choose a time at most ${max_days} days from now.`,
  earlier_than: ({ other }: { other: string }) => `Choose a time that is not before ${other}.`,
  later_than: ({ other }: { other: string }) => `Choose a day that is not after ${other}.`,
  range_too_long: ({ max_days }: { max_days: number }) => `Choose a range of at most ${max_days} days.`,
  lower_than: ({ other }: { other: string }) => `Use a number that is not below ${other}.`,

  email_invalid: () => 'Enter a valid email address.',
  email_taken: () => 'A user with this email already exists.',
  password_guessable: () => 'This password is too easy to guess.',
  password_common: () => 'This is one of the most common passwords. Choose another one.',
  password_personal: () => 'Use more than a name, an email address or the name of this service.',
  password_incorrect: () => 'Current password is incorrect.',
  reset_link_invalid: () => 'This link is invalid, expired or already used.',
  organization_unknown: () => 'Choose an organization from the list.',
  domain_invalid: () => 'Enter a domain, such as example.org.',
  domain_public: ({ domain }: { domain: string }) =>
    `${domain} belongs to a mail provider, whose users are not of one organization.`,
  domain_taken: ({ domain }: { domain: string }) => `${domain} belongs to another organization.`,
  host_invalid: () => 'Enter a host name or an IP address, such as imap.example.org.',
  address_taken: () => 'Another mailbox has this address.',
  name_taken: () => 'This name is already in use. Choose another one.',
  too_many_tokens: ({ max }: { max: number }) => `You can have up to ${max} API tokens. Revoke one first.`,

  assignee_unknown: () => 'Choose an active agent of the ticket’s team.',
  member_unknown: () => 'Choose active agents.',
  team_unknown: () => 'Choose a team that you can see.',
  team_last_open: () => 'At least one team must be open. Make another team open first.',
  assignee_filter_invalid: () => 'Use IDs of agents, me or none.',
  topic_unknown: () => 'Choose an active topic.',
  topic_filter_invalid: () => 'Use IDs of topics or none.',
  topic_category_mismatch: () => 'Omit the category or choose that of the topic.',
  placeholder_unknown: ({ unknown, values }: { unknown: readonly string[]; values: readonly string[] }) =>
    `Unknown placeholder: ${unknown.join(', ')}. Use ${values.join(', ')}.`,
  source_not_configured: () => 'This model is not configured. Choose another one.',
  suggestion_incomplete: ({ state }: { state: string }) =>
    `Triage state ${state} needs source, suggested_category and suggested_priority.`,

  file_required: () => 'Send a file: as the file part of a form, or as the body.',
  file_empty: () => 'The file is empty. Choose another one.',
  file_name_invalid: () =>
    'Use a file name without a path, control characters or bidirectional control characters.',
  one_file_only: () => 'Send one file per request.',
  form_invalid: () => 'Send a complete multipart form.',
  attachment_unknown: () => 'Use IDs of own uploads that were not sent yet.',

  cursor_invalid: () => 'Unknown cursor for this list and sort order. Start without a cursor.',
  etag_invalid: () => 'Use the ETag of the ticket, such as "2", a list of ETags, or *.',
  idempotency_key_invalid: ({ max }: { max: number }) =>
    `Use 1 to ${max} printable ASCII characters without spaces.`,
  not_utf8: () => 'Send UTF-8 text.',
  not_json: () => 'Send valid JSON.',
};

type Messages = typeof MESSAGES;
export type FieldFaultCode = keyof Messages;
export const FIELD_FAULT_CODES = Object.keys(MESSAGES) as FieldFaultCode[];

/** Parameters of a code's template: none or one object. */
export type FaultParamsOf<Code extends FieldFaultCode> = Parameters<Messages[Code]>;

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
/** Parameters of all codes. */
export type FieldFaultParams = Partial<Intersection<NonNullable<FaultParamsOf<FieldFaultCode>[0]>>>;

/** Why a value is invalid. */
export interface Fault {
  code: FieldFaultCode;
  params: FieldFaultParams;
  message: string;
}

export interface FieldFault extends Fault {
  field: string;
}

export function fault<Code extends FieldFaultCode>(code: Code, ...given: FaultParamsOf<Code>): Fault {
  const params = (given[0] ?? {}) as FieldFaultParams;
  return { code, params, message: faultMessage(code, params) };
}

/** The English message of a fault. */
export function faultMessage(code: FieldFaultCode, params: FieldFaultParams): string {
  return (MESSAGES[code] as (params: FieldFaultParams) => string)(params);
}
