import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested, validateSync } from 'class-validator';
import { IsEmailAddress } from '../../config/email-address.js';
import { fault, type FieldFault } from '../../common/field-faults.js';
import { faultsOf, InvalidInput } from '../../http/invalid-input.js';
import { ValidateField } from '../../common/validate-field.js';
import {
  HasItems,
  IsConfidence,
  IsInstant,
  IsOneOf,
  IsText,
  Optional,
  OptionalOrNull,
} from '../../http/validation.js';
import { MAX_ATTACHMENTS } from '../../tickets/attachments/dto/attachments.dto.js';
import { fileNameFault } from '../../tickets/attachments/file-name.js';
import { CreateTicketInput } from '../../tickets/dto/ticket-input.dto.js';
import { VISIBILITIES, type Visibility } from '../../tickets/ticket-message.entity.js';
import {
  CATEGORIES,
  INITIAL_STATUS,
  MAX_LENGTH,
  PRIORITIES,
  STATES_WITHOUT_SUGGESTION,
  STATUSES,
  TRIAGE_SOURCES,
  TRIAGE_STATES,
  type Category,
  type Priority,
  type Status,
  type TriageSource,
  type TriageState,
} from '../../vocabulary/index.js';
import { splitLongTexts } from '../long-texts.js';

/** A file whose content is already stored. Others are named in the text. */
class ImportedAttachment {
  @ValidateField('isFileName', (value) =>
    typeof value === 'string' ? fileNameFault(value) : fault('not_text'),
  )
  name!: string;
  @IsText({ max: 64, oneLine: true }) sha256!: string;
}

class ImportedMessage {
  @IsText({ max: MAX_LENGTH.name, oneLine: true }) author!: string;
  /** An account with this address becomes the author. */
  @OptionalOrNull() @IsText({ max: MAX_LENGTH.emailAddress, oneLine: true }) author_email?: string | null;
  @IsText({ max: MAX_LENGTH.text }) body!: string;
  @IsOneOf(VISIBILITIES, { name: 'Visibility' }) visibility!: Visibility;
  @IsInstant() created_at!: Date;
  @Optional()
  @ValidateNested({ each: true })
  @HasItems({ max: MAX_ATTACHMENTS })
  @Type(() => ImportedAttachment)
  attachments?: ImportedAttachment[];
}

/** Suggestion of the source system's triage and the decision about it. */
class ImportedTriage {
  @IsOneOf(TRIAGE_STATES, { name: 'TriageState' }) state!: TriageState;
  @OptionalOrNull() @IsOneOf(TRIAGE_SOURCES, { name: 'TriageSource' }) source?: TriageSource | null;
  @OptionalOrNull() @IsText({ max: 200 }) model?: string | null;
  @OptionalOrNull() @IsOneOf(CATEGORIES, { name: 'Category' }) suggested_category?: Category | null;
  @OptionalOrNull() @IsOneOf(PRIORITIES, { name: 'Priority' }) suggested_priority?: Priority | null;
  @OptionalOrNull() @IsConfidence() confidence?: number | null;
  @OptionalOrNull() @IsText({ max: MAX_LENGTH.text }) rationale?: string | null;
  @Optional() @IsText({ max: MAX_LENGTH.text, each: true }) @HasItems({ max: 100 }) evidence?: string[];
  @Optional() @IsBoolean() abstained?: boolean;
  @Optional() @IsBoolean() hostile?: boolean;
  @Optional() @IsBoolean() held?: boolean;
  @Optional() @IsBoolean() self_settled?: boolean;
  @OptionalOrNull() @IsText({ max: 200 }) degraded_reason?: string | null;
  @OptionalOrNull() @IsInstant() classified_at?: Date | null;
}

/** A ticket of an import file: the fields of a new ticket, with the same rules, and its later state. */
export class ImportedTicket extends CreateTicketInput {
  /** Id in the source system. */
  @OptionalOrNull() @IsText({ max: 100, oneLine: true }) external_id?: string | null;
  @Optional() @IsOneOf(STATUSES, { name: 'Status' }) status: Status = INITIAL_STATUS;
  /** Assigned to the agent with this address, if any. */
  @OptionalOrNull()
  @IsEmailAddress()
  assignee_email?: string | null;
  /** A time that is over counts as none. */
  @OptionalOrNull() @IsInstant() snoozed_until?: Date | null;
  @OptionalOrNull() @IsInstant() created_at?: Date | null;
  @OptionalOrNull() @IsInstant() updated_at?: Date | null;
  @OptionalOrNull() @IsInstant() first_response_at?: Date | null;
  @OptionalOrNull() @IsInstant() resolved_at?: Date | null;
  @OptionalOrNull()
  @IsObject()
  @ValidateNested()
  @Type(() => ImportedTriage)
  triage?: ImportedTriage | null;
  @Optional()
  @ValidateNested({ each: true })
  @HasItems({ max: 10_000 })
  @Type(() => ImportedMessage)
  messages?: ImportedMessage[];
  /** Of the description. */
  @Optional()
  @ValidateNested({ each: true })
  @HasItems({ max: MAX_ATTACHMENTS })
  @Type(() => ImportedAttachment)
  attachments?: ImportedAttachment[];
}

/** Fields of an {@link ImportedTicket} before validation. */
export type TicketFields = { [Field in keyof ImportedTicket]?: unknown };

/** @throws InvalidInput with all faults */
export function validTicket(fields: TicketFields, now: Date): ImportedTicket {
  const ticket = plainToInstance(ImportedTicket, splitLongTexts(fields, now));
  const errors = validateSync(ticket, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  const faults = errors.length > 0 ? faultsOf(errors) : chronologyFaults(ticket, now);
  if (faults.length > 0) throw new InvalidInput(faults);
  return ticket;
}

/** Tolerance for a source system whose clock is ahead. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Implausible times would distort the order of lists and the statistics. */
function chronologyFaults(ticket: ImportedTicket, now: Date): FieldFault[] {
  const { created_at, updated_at, resolved_at, first_response_at, triage, messages = [] } = ticket;
  const faults: FieldFault[] = [];
  const sinceCreation: [field: string, time: Date | null | undefined][] = [
    ['updated_at', updated_at],
    ['first_response_at', first_response_at],
    ['resolved_at', resolved_at],
    ...messages.map((message): [string, Date] => ['messages.created_at', message.created_at]),
  ];
  for (const [field, time] of [
    ['created_at', created_at] as const,
    ...sinceCreation,
    ['triage.classified_at', triage?.classified_at] as const,
  ]) {
    if (time && time.getTime() > now.getTime() + CLOCK_SKEW_MS)
      faults.push({ field, ...fault('future_time') });
    if (time && time.getTime() < 0) faults.push({ field, ...fault('before_1970') });
  }
  for (const [field, time] of sinceCreation) {
    if (created_at && time && time < created_at)
      faults.push({ field, ...fault('earlier_than', { other: 'created_at' }) });
  }
  for (const [field, time] of [
    ['first_response_at', first_response_at],
    ['resolved_at', resolved_at],
  ] as const) {
    if (updated_at && time && updated_at < time)
      faults.push({ field: 'updated_at', ...fault('earlier_than', { other: field }) });
  }
  const isSuggestion =
    triage && !(STATES_WITHOUT_SUGGESTION as readonly TriageState[]).includes(triage.state);
  if (isSuggestion && !(triage.source && triage.suggested_category && triage.suggested_priority))
    faults.push({ field: 'triage', ...fault('suggestion_incomplete', { state: triage.state }) });
  // Reports each distinct fault once, since a long conversation may repeat it.
  return faults.filter(
    ({ field, message }, i) =>
      i === faults.findIndex((other) => other.field === field && other.message === message),
  );
}
