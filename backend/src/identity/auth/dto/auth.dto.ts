import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IsPassword } from '../../../config/password-rule.js';
import { IsOpaqueText, IsText, Optional } from '../../../http/validation.js';
import { MAX_LENGTH, PASSWORD_LENGTH, ROLES, type Role } from '../../../vocabulary/index.js';

export class LoginInput {
  /** @example 'ada@example.org' */
  @IsText({ max: MAX_LENGTH.emailAddress, oneLine: true }) email!: string;
  /** @example 'correct horse battery staple' */
  @IsOpaqueText({ max: PASSWORD_LENGTH.max }) password!: string;
}

export class Me {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Ada' */
  name!: string;
  /** @example 'ada@example.org' */
  email!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
  /**
   * The AES key with which a client encrypts what the person has not sent yet before another person uses the same storage.
   * Base64url, 256 bits, the same in each session of the person.
   * @example 'dGhlIGtleSBvZiBhIHBlcnNvbidzIGRyYWZ0cyAuLi4'
   */
  draft_key!: string;
}

export class SignedIn {
  /**
   * To be sent as `Authorization: Bearer`.
   * @example 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzaWQiOiI…'
   */
  access_token!: string;
  /**
   * Lifetime in seconds.
   * @example 900
   */
  @ApiProperty({ type: 'integer' }) expires_in!: number;
  user!: Me;
}

export class LogoutInput {
  /**
   * Ends all sessions on all devices.
   * @example true
   */
  @Optional() @IsBoolean() everywhere?: boolean;
  /**
   * With `everywhere`: keeps API tokens valid. Otherwise all of them are revoked.
   * @example false
   */
  @Optional() @IsBoolean() keep_tokens?: boolean;
}

export class ConfirmInput {
  /** @example 'correct horse battery staple' */
  @IsOpaqueText({ max: PASSWORD_LENGTH.max }) current_password!: string;
}

export class PasswordInput {
  /** @example 'correct horse battery staple' */
  @IsOpaqueText({ max: PASSWORD_LENGTH.max }) current_password!: string;
  /**
   * 10 to 200 characters, not easy to guess.
   * @example 'a better horse, a better staple'
   */
  @IsPassword()
  @ApiProperty({ minLength: PASSWORD_LENGTH.min, maxLength: PASSWORD_LENGTH.max })
  new_password!: string;
  /**
   * Keeps API tokens valid. Otherwise all of them are revoked.
   * @example false
   */
  @Optional() @IsBoolean() keep_tokens?: boolean;
}

export class PasswordResetInput {
  /**
   * The token from the reset link.
   * @example 'pPqN0…'
   */
  @IsOpaqueText({ max: 200, mayBeEmpty: true }) token!: string;
  /**
   * 10 to 200 characters, not easy to guess.
   * @example 'a better horse, a better staple'
   */
  @IsPassword()
  @ApiProperty({ minLength: PASSWORD_LENGTH.min, maxLength: PASSWORD_LENGTH.max })
  password!: string;
  /**
   * Keeps API tokens valid. Otherwise all of them are revoked.
   * @example false
   */
  @Optional() @IsBoolean() keep_tokens?: boolean;
}

export class SessionView {
  /** @example '0b6d1f5c-5f0e-4b5e-9d38-0f5f2c1f8a11' */
  id!: string;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  /**
   * To 15 minutes.
   * @example '2026-11-24T08:15:00.000Z'
   */
  last_used_at!: Date;
  /** @example 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0)' */
  user_agent!: string | null;
  /**
   * Whether this is the session of the request.
   * @example true
   */
  current!: boolean;
}

export class SessionList {
  results!: SessionView[];
}
