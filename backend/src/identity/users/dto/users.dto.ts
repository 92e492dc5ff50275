import { applyDecorators } from '@nestjs/common';
import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IsEmailAddress } from '../../../config/email-address.js';
import { IsPassword } from '../../../config/password-rule.js';
import type { PasswordReset } from '../../auth/password-reset.entity.js';
import { PageQuery } from '../../../http/dto/page.dto.js';
import { CommaSeparated, IsFlag, IsOneOf, IsText, Optional } from '../../../http/validation.js';
import type { User } from '../user.entity.js';
import { MAX_LENGTH, PASSWORD_LENGTH, ROLES, type Role } from '../../../vocabulary/index.js';

/** Requires an email address in its normalized spelling, which identifies an account. */
function IsAccountEmail(): PropertyDecorator {
  return applyDecorators(IsText({ max: MAX_LENGTH.emailAddress, oneLine: true }), IsEmailAddress());
}

export class CreateUserInput {
  /** @example 'Ada Lovelace' */
  @IsText({ max: MAX_LENGTH.name, oneLine: true }) name!: string;
  /** @example 'ada@example.org' */
  @IsAccountEmail() email!: string;
  @IsOneOf(ROLES, { name: 'Role' }) role!: Role;
  /**
   * 10 to 200 characters, not easy to guess. If omitted, the user sets one with a reset link.
   * @example 'correct horse battery staple'
   */
  @Optional()
  @IsPassword()
  @ApiProperty({ minLength: PASSWORD_LENGTH.min, maxLength: PASSWORD_LENGTH.max })
  password?: string;
}

export class UpdateUserInput {
  /** @example 'Ada Lovelace' */
  @Optional() @IsText({ max: MAX_LENGTH.name, oneLine: true }) name?: string;
  /** @example 'ada@example.org' */
  @Optional() @IsAccountEmail() email?: string;
  @Optional() @IsOneOf(ROLES, { name: 'Role' }) role?: Role;
  /**
   * False deactivates the account: ends all sessions and revokes all API tokens.
   * @example true
   */
  @Optional() @IsBoolean() active?: boolean;
}

export class UserFilter {
  @Optional() @CommaSeparated() @IsOneOf(ROLES, { each: true, name: 'Role' }) role?: Role[];
  @Optional() @IsFlag() active?: boolean;
  /**
   * Part of the name or email address.
   * @example 'ada'
   */
  @Optional() @IsText({ max: MAX_LENGTH.search, oneLine: true }) search?: string;
}

export class UserListQuery extends IntersectionType(UserFilter, PageQuery) {}

export class UserView {
  /** @example 7 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Ada Lovelace' */
  name!: string;
  /** @example 'ada@example.org' */
  email!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
  /** @example true */
  active!: boolean;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
  /**
   * Null if they never signed in.
   * @example '2026-11-24T06:10:00.000Z'
   */
  last_sign_in_at!: Date | null;
}

export class UserPage {
  /** Newest first. */
  results!: UserView[];
  /** @example 'Nw' */
  next_cursor!: string | null;
}

export class ResetLinkView {
  /**
   * Path to append to the address of the console. Single use, shown once.
   * @example '/reset-password#pPqN0…'
   */
  path!: string;
  /**
   * Full URL; null if PUBLIC_URL is not set.
   * @example 'https://help.example.org/reset-password#pPqN0…'
   */
  url!: string | null;
  /** @example '2026-11-25T05:00:00.000Z' */
  expires_at!: Date;
}

export class LinkPerson {
  /** @example 7 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Ada Lovelace' */
  name!: string;
  /** @example 'ada@example.org' */
  email!: string;
}

export class PendingResetLink {
  /** The user whose password it sets. */
  user!: LinkPerson;
  /**
   * Whether the user has never signed in (an invite link).
   * @example true
   */
  invitation!: boolean;
  /** Null if it was created on the command line. */
  issued_by!: LinkPerson | null;
  /** @example '2026-11-24T05:00:00.000Z' */
  issued_at!: Date;
  /** @example '2026-11-25T05:00:00.000Z' */
  expires_at!: Date;
}

export class PendingResetLinkList {
  /** Latest first, at most 1,000. */
  results!: PendingResetLink[];
}

export function toPendingResetLink(link: PasswordReset & { user: User }): PendingResetLink {
  const { user, issuer, issuedAt, expiresAt } = link;
  return {
    user: toLinkPerson(user),
    invitation: user.lastSignInAt === null,
    issued_by: issuer ? toLinkPerson(issuer) : null,
    issued_at: issuedAt,
    expires_at: expiresAt,
  };
}

function toLinkPerson({ id, name, email }: User): LinkPerson {
  return { id, name, email };
}

export function toUserView(user: User): UserView {
  const { id, name, email, role, active, createdAt, lastSignInAt } = user;
  return { id, name, email, role, active, created_at: createdAt, last_sign_in_at: lastSignInAt };
}
