import { ApiProperty } from '@nestjs/swagger';
import { IsInstant, IsOneOf, IsText, Optional } from '../../../http/validation.js';
import { TOKEN_SCOPES, type TokenScope } from '../api-token.entity.js';

export class TokenInput {
  /**
   * Name of the token.
   * @example 'Import from the old help desk'
   */
  @IsText({ max: 100, oneLine: true }) name!: string;
  /** read: read-only; write: all permissions of the owner. */
  @IsOneOf(TOKEN_SCOPES, { name: 'TokenScope' }) scope!: TokenScope;
  /**
   * Default: 90 days from now. At most 366 days from now.
   * @example '2027-02-22T05:00:00Z'
   */
  @Optional() @IsInstant() expires_at?: Date;
}

export class TokenView {
  /** @example 3 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Import from the old help desk' */
  name!: string;
  @ApiProperty({ enum: TOKEN_SCOPES, enumName: 'TokenScope' }) scope!: TokenScope;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  /** @example '2027-02-22T05:00:00.000Z' */
  expires_at!: Date;
  /**
   * To the minute; null if never used.
   * @example '2026-11-24T06:10:00.000Z'
   */
  last_used_at!: Date | null;
}

export class NewToken extends TokenView {
  /**
   * Shown once. Only its hash is stored.
   * @example 'tiq_pPqN0…'
   */
  token!: string;
}

export class TokenPage {
  /** Newest first. */
  results!: TokenView[];
  /** Always null: a user has at most 100 tokens. */
  @ApiProperty({ type: 'string', nullable: true, example: null }) next_cursor!: null;
}
