import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IsEmailAddress } from '../../../config/email-address.js';
import { MAX_ID } from '../../../http/path-id.js';
import {
  HasItems,
  IsInteger,
  IsOneOf,
  IsOpaqueText,
  IsText,
  Optional,
  OptionalOrNull,
} from '../../../http/validation.js';
import { MAX_LENGTH } from '../../../vocabulary/index.js';
import { IsHost } from '../is-host.js';
import {
  AFTER_FETCH,
  FETCH_POLICIES,
  MAIL_SECURITIES,
  type AfterFetch,
  type FetchPolicy,
  type MailSecurity,
} from '../mailbox.entity.js';

const MAX_ALIASES = 50;
const MAX_CREDENTIAL = 1_000;
const MAX_FOLDER = 250;
const MAX_PORT = 65_535;

/** Requires a list of addresses, which are stored normalized and once each. */
function IsAddressList(): PropertyDecorator {
  return applyDecorators(
    HasItems({ max: MAX_ALIASES }),
    IsEmailAddress({ each: true }),
    ApiProperty({ type: 'array', items: { type: 'string' }, example: ['help@example.org'] }),
  );
}

/** Settings that a new and a changed mailbox have in common. Absent ones stay unchanged or have their defaults. */
class MailboxSettingsInput {
  /** Other addresses whose mail arrives here. */
  @Optional() @IsAddressList() aliases?: string[];
  /**
   * Display name of sent mail.
   * @example 'Example support'
   */
  @Optional() @IsText({ max: MAX_LENGTH.name, oneLine: true, mayBeEmpty: true }) from_name?: string;
  /**
   * Added to sent mail.
   * @example 'Your support team'
   */
  @Optional() @IsText({ max: MAX_LENGTH.signature, mayBeEmpty: true }) signature?: string;
  /**
   * Whether mail is received and sent.
   * @example true
   */
  @Optional() @IsBoolean() active?: boolean;

  /** Null for a mailbox that is not fetched by IMAP. */
  @OptionalOrNull() @IsHost() imap_host?: string | null;
  /** @example 993 */
  @Optional() @IsInteger({ min: 1, max: MAX_PORT }) imap_port?: number;
  /** tls: from the first byte; starttls: required after connecting; none: unencrypted. */
  @Optional() @IsOneOf(MAIL_SECURITIES, { name: 'MailSecurity' }) imap_security?: MailSecurity;
  /** @example 'support@example.org' */
  @OptionalOrNull() @IsText({ max: MAX_CREDENTIAL, oneLine: true }) imap_user?: string | null;
  /**
   * Stored encrypted and never returned; null removes it. Enter it again when the host or the encryption changes.
   * @example 'correct horse battery staple'
   */
  @OptionalOrNull() @IsOpaqueText({ max: MAX_CREDENTIAL }) imap_password?: string | null;
  /** @example 'INBOX' */
  @Optional() @IsText({ max: MAX_FOLDER, oneLine: true }) imap_folder?: string;
  /** new: only mail that arrives from the first connection on; all: also mail that is in the folder. */
  @Optional() @IsOneOf(FETCH_POLICIES, { name: 'MailFetchPolicy' }) fetch_policy?: FetchPolicy;
  /** What happens to a mail in its folder once it is stored. */
  @Optional() @IsOneOf(AFTER_FETCH, { name: 'MailAfterFetch' }) after_fetch?: AfterFetch;
  /**
   * The folder for `move`.
   * @example 'Processed'
   */
  @OptionalOrNull() @IsText({ max: MAX_FOLDER, oneLine: true }) move_to?: string | null;

  /** Null for a mailbox that sends no mail. */
  @OptionalOrNull() @IsHost() smtp_host?: string | null;
  /** @example 587 */
  @Optional() @IsInteger({ min: 1, max: MAX_PORT }) smtp_port?: number;
  @Optional() @IsOneOf(MAIL_SECURITIES, { name: 'MailSecurity' }) smtp_security?: MailSecurity;
  /**
   * Null for a server that requires no sign-in.
   * @example 'support@example.org'
   */
  @OptionalOrNull() @IsText({ max: MAX_CREDENTIAL, oneLine: true }) smtp_user?: string | null;
  /**
   * Stored encrypted and never returned; null removes it. Enter it again when the host or the encryption changes.
   * @example 'correct horse battery staple'
   */
  @OptionalOrNull() @IsOpaqueText({ max: MAX_CREDENTIAL }) smtp_password?: string | null;
}

export class CreateMailboxInput extends MailboxSettingsInput {
  /** @example 'Support' */
  @IsText({ max: MAX_LENGTH.mailboxName, oneLine: true }) name!: string;
  /** @example 'support@example.org' */
  @IsEmailAddress() @IsText({ max: MAX_LENGTH.emailAddress, oneLine: true }) address!: string;
  /**
   * The team of new tickets.
   * @example 1
   */
  @IsInteger({ min: 1, max: MAX_ID }) team_id!: number;
}

export class UpdateMailboxInput extends MailboxSettingsInput {
  /** @example 'Support' */
  @Optional() @IsText({ max: MAX_LENGTH.mailboxName, oneLine: true }) name?: string;
  /** @example 'support@example.org' */
  @Optional()
  @IsEmailAddress()
  @IsText({ max: MAX_LENGTH.emailAddress, oneLine: true })
  address?: string;
  /**
   * The team of new tickets.
   * @example 1
   */
  @Optional() @IsInteger({ min: 1, max: MAX_ID }) team_id?: number;
}

export class MailboxView {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Support' */
  name!: string;
  /** @example 'support@example.org' */
  address!: string;
  /** @example ['help@example.org'] */
  aliases!: string[];
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) team_id!: number;
  /** @example 'Example support' */
  from_name!: string;
  /** @example 'Your support team' */
  signature!: string;
  /** @example true */
  active!: boolean;
  /** @example 'imap.example.org' */
  @ApiProperty({ type: 'string', nullable: true }) imap_host!: string | null;
  /** @example 993 */
  @ApiProperty({ type: 'integer' }) imap_port!: number;
  @ApiProperty({ enum: MAIL_SECURITIES, enumName: 'MailSecurity' }) imap_security!: MailSecurity;
  /** @example 'support@example.org' */
  @ApiProperty({ type: 'string', nullable: true }) imap_user!: string | null;
  /** @example true */
  has_imap_password!: boolean;
  /** @example 'INBOX' */
  imap_folder!: string;
  @ApiProperty({ enum: FETCH_POLICIES, enumName: 'MailFetchPolicy' }) fetch_policy!: FetchPolicy;
  @ApiProperty({ enum: AFTER_FETCH, enumName: 'MailAfterFetch' }) after_fetch!: AfterFetch;
  /** The folder for `move`. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) move_to!: string | null;
  /** @example 'smtp.example.org' */
  @ApiProperty({ type: 'string', nullable: true }) smtp_host!: string | null;
  /** @example 587 */
  @ApiProperty({ type: 'integer' }) smtp_port!: number;
  @ApiProperty({ enum: MAIL_SECURITIES, enumName: 'MailSecurity' }) smtp_security!: MailSecurity;
  /** @example 'support@example.org' */
  @ApiProperty({ type: 'string', nullable: true }) smtp_user!: string | null;
  /** @example true */
  has_smtp_password!: boolean;
  /**
   * Whether mail is accepted by HTTP.
   * @example false
   */
  has_inbound_token!: boolean;
  /** When the folder was last read. */
  @ApiProperty({ format: 'date-time', nullable: true, example: '2026-11-24T05:00:01.120Z' })
  last_fetched_at!: Date | null;
  /** Since when the folder can’t be read; null if it can. */
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) failing_since!: Date | null;
  /** Why it can’t be read, by the codes of the connection test. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) last_error!: string | null;
  /** When the next attempt is made; null if none failed. */
  @ApiProperty({ format: 'date-time', nullable: true, example: null }) next_attempt_at!: Date | null;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) created_at!: Date;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) updated_at!: Date;
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) version!: number;
}

export class MailboxList {
  /** By name. */
  results!: MailboxView[];
}

export class InboundTokenView {
  /**
   * Shown only once. Replaces the former token.
   * @example 'tiqm_4xvUo3mU8oA0m2xw3Q7h9c1k5s6d7f8g9h0j1k2l3m4'
   */
  token!: string;
}
