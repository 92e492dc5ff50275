import { applyDecorators } from '@nestjs/common';
import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { IsEmailAddress } from '../../../config/email-address.js';
import { IsPassword } from '../../../config/password-rule.js';
import type { PasswordReset } from '../../auth/password-reset.entity.js';
import { PageQuery } from '../../../http/dto/page.dto.js';
import { MAX_ID } from '../../../http/path-id.js';
import {
  CommaSeparated,
  HasItems,
  IsFlag,
  IsIdFilter,
  IsInteger,
  IsOneOf,
  IsText,
  Optional,
  OptionalOrNull,
} from '../../../http/validation.js';
import type { PersonRow } from '../people.repository.js';
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

const MAX_EMAILS = 20;

export class PersonEmailInput {
  /** @example 'ada@example.net' */
  @IsAccountEmail() email!: string;
  /**
   * True confirms that the address is the person’s, which opens the tickets that name it to them. It stays verified until
   * it is removed.
   * @example false
   */
  @Optional() @IsBoolean() verified: boolean = false;
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
  /**
   * Null for none.
   * @example 3
   */
  @OptionalOrNull() @IsInteger({ min: 1, max: MAX_ID }) organization_id?: number | null;
  /**
   * For agents.
   * @example 'Prefers calls.'
   */
  @Optional() @IsText({ max: MAX_LENGTH.notes, mayBeEmpty: true }) notes?: string;
  /** Replaces the addresses other than `email`. Tickets that name a removed address are no longer the person’s. */
  @Optional()
  @HasItems({ max: MAX_EMAILS })
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PersonEmailInput)
  emails?: PersonEmailInput[];
}

export class UserFilter {
  @Optional() @CommaSeparated() @IsOneOf(ROLES, { each: true, name: 'Role' }) role?: Role[];
  @Optional() @IsFlag() active?: boolean;
  /** Whether they have an account. People without one are known from tickets. */
  @Optional() @IsFlag() account?: boolean;
  /** IDs of organizations. */
  @Optional() @IsIdFilter() organization?: number[];
  /**
   * Part of the name or an email address.
   * @example 'ada'
   */
  @Optional() @IsText({ max: MAX_LENGTH.search, oneLine: true }) search?: string;
}

export class UserListQuery extends IntersectionType(UserFilter, PageQuery) {}

export class PersonEmailView {
  /** @example 'ada@example.org' */
  email!: string;
  /**
   * Whether the address is known to be the person’s. Only then are tickets that name it visible to them.
   * @example true
   */
  verified!: boolean;
}

export class PersonOrganizationView {
  /** @example 3 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Analytical Engines Ltd.' */
  name!: string;
}

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
  /**
   * False for a person who is known from tickets only.
   * @example true
   */
  account!: boolean;
  /** `email` first. */
  emails!: PersonEmailView[];
  organization!: PersonOrganizationView | null;
  /** @example 'Prefers calls.' */
  notes!: string;
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

export function toUserView({ createdAt, lastSignInAt, hasAccount, ...person }: PersonRow): UserView {
  return { ...person, account: hasAccount, created_at: createdAt, last_sign_in_at: lastSignInAt };
}
