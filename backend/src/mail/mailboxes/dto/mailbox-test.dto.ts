import { ApiProperty } from '@nestjs/swagger';
import { IsEmailAddress } from '../../../config/email-address.js';
import { IsText, OptionalOrNull } from '../../../http/validation.js';
import { MAX_LENGTH } from '../../../vocabulary/index.js';
import { CONNECTION_ERROR_CODES, type ConnectionErrorCode } from '../connection-errors.js';

export class TestMailboxInput {
  /**
   * Also sends a test mail to this address.
   * @example 'ada@example.org'
   */
  @OptionalOrNull()
  @IsEmailAddress()
  @IsText({ max: MAX_LENGTH.emailAddress, oneLine: true })
  send_to?: string | null;
}

export class SmtpTestView {
  /** @example false */
  ok!: boolean;
  /** What is wrong; null if nothing is. */
  @ApiProperty({
    enum: CONNECTION_ERROR_CODES,
    enumName: 'ConnectionErrorCode',
    nullable: true,
    example: 'wrong_password',
  })
  code!: ConnectionErrorCode | null;
  /** @example 'The server refused the user name or the password. Check both.' */
  message!: string;
}

export class ImapTestView extends SmtpTestView {
  /**
   * Folders of the mailbox, at most 500.
   * @example ['INBOX', 'Archive']
   */
  folders!: string[];
}

export class MailboxTestView {
  /** Null for a mailbox without IMAP. */
  @ApiProperty({ type: () => ImapTestView, nullable: true }) imap!: ImapTestView | null;
  /** Null for a mailbox without SMTP. */
  @ApiProperty({ type: () => SmtpTestView, nullable: true }) smtp!: SmtpTestView | null;
}
