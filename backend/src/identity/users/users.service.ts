import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { hashPassword } from '../auth/password-hash.js';
import { PasswordReset } from '../auth/password-reset.entity.js';
import { issueResetLink, requireStrongPassword } from '../auth/passwords.service.js';
import { revokeAccess } from '../auth/sessions.service.js';
import { Settings } from '../../config/settings.js';
import { violatedConstraint } from '../../database/violated-constraint.js';
import { pageById, decodeIdCursor } from '../../http/id-cursor.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import { can, ROLES, type Role } from '../../vocabulary/index.js';
import { Organization } from '../organizations/organization.entity.js';
import type { Caller } from './caller.js';
import { User } from './user.entity.js';
import {
  toPendingResetLink,
  toUserView,
  type CreateUserInput,
  type PendingResetLinkList,
  type ResetLinkView,
  type UpdateUserInput,
  type UserListQuery,
  type UserPage,
  type UserView,
} from './dto/users.dto.js';
import {
  findPerson,
  listPeople,
  lockAddresses,
  setOrganization,
  setOtherEmails,
} from './people.repository.js';
import { lockAdministrators } from './users.repository.js';
import {
  AdministratorsOnly,
  EmailTaken,
  LastAdmin,
  OtherEmailTaken,
  UnknownOrganization,
  UserNotFound,
} from './users.errors.js';

const MAX_PENDING_LINKS = 1000;

/** Manages people and their accounts. Agents read requesters and create them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /** @throws InvalidCursor */
  async list({ limit, cursor, ...filter }: UserListQuery, caller: Caller): Promise<UserPage> {
    const before = cursor ? decodeIdCursor(cursor) : undefined;
    const role = visibleRoles(caller, filter.role);
    const rows = await listPeople(this.dataSource, { ...filter, role, before }, limit + 1);
    return pageById(rows, limit, toUserView);
  }

  /** @throws UserNotFound also for an agent, if the caller sees only requesters */
  async get(id: number, caller: Caller): Promise<UserView> {
    const person = await findPerson(this.dataSource, id);
    if (!person || !isVisible(person, caller)) throw new UserNotFound(id);
    return toUserView(person);
  }

  /** @throws EmailTaken | AdministratorsOnly */
  async create({ password, ...person }: CreateUserInput, by: Caller): Promise<UserView> {
    const hasAccount = can(by, 'users.manage');
    if (!hasAccount && (person.role !== 'requester' || password !== undefined))
      throw new AdministratorsOnly();
    if (password !== undefined) requireStrongPassword('password', password, person);
    const lane = { lane: `user ${by.id}`, known: true };
    const passwordHash = password === undefined ? null : await hashPassword(password, lane);
    const id = await rejectDuplicateEmail(() =>
      this.dataSource.transaction(async (manager) => {
        await lockAddresses(manager, [person.email]);
        const account = { ...person, passwordHash, hasAccount };
        // Their tickets open with the password.
        const contact = await manager.findOneBy(User, { email: person.email, hasAccount: false });
        if (!contact || !hasAccount) return (await manager.save(manager.create(User, account))).id;
        await manager.update(User, { id: contact.id }, { ...account, active: true });
        return contact.id;
      }),
    );
    logSecurityEvent('user.created', { userId: id, role: person.role, by: by.id });
    return this.get(id, by);
  }

  /** @throws UserNotFound | EmailTaken | OtherEmailTaken | UnknownOrganization | LastAdmin */
  async update(
    id: number,
    { organization_id: organizationId, emails, ...changes }: UpdateUserInput,
    by: Caller,
  ): Promise<UserView> {
    await this.dataSource.transaction(async (manager) => {
      // Serializes changes of administrators, so that two of them cannot deactivate each other and leave none.
      await lockAdministrators(manager);
      const addresses = [
        ...(changes.email ? [changes.email] : []),
        ...(emails ?? []).map(({ email }) => email),
      ];
      if (addresses.length > 0) await lockAddresses(manager, addresses);
      const user = await this.find(manager, id);
      if (Object.keys(changes).length > 0)
        await rejectDuplicateEmail(() => manager.update(User, { id }, { ...changes }));
      if (emails && (await setOtherEmails(manager, id, emails)) !== undefined) throw new OtherEmailTaken();
      if (organizationId !== undefined) await moveToOrganization(manager, user, organizationId);
      if (!(await manager.existsBy(User, { role: 'admin', active: true }))) throw new LastAdmin();
      if (changes.active === false) {
        await revokeAccess(manager, id);
      }
      // Revokes a link that was sent to the previous address, or to a user who is deactivated.
      if (changes.active === false || changes.email !== undefined) {
        await manager.delete(PasswordReset, { userId: id });
      }
    });
    logSecurityEvent('user.changed', {
      userId: id,
      changed: [
        ...Object.keys(changes),
        ...(emails ? ['emails'] : []),
        ...(organizationId === undefined ? [] : ['organization_id']),
      ],
      role: changes.role,
      by: by.id,
    });
    return this.get(id, by);
  }

  /** @throws UserNotFound */
  async resetLink(id: number, by: Caller): Promise<ResetLinkView> {
    const { manager } = this.dataSource;
    await this.find(manager, id);
    // Invites a person who is known from tickets.
    await manager.update(User, { id, hasAccount: false }, { hasAccount: true });
    const link = await issueResetLink(manager, id, this.settings, by.id);
    logSecurityEvent('reset_link.issued', { userId: id, by: by.id });
    return link;
  }

  /** Reset links that are still valid, newest first. */
  async resetLinks(): Promise<PendingResetLinkList> {
    const pending = await this.dataSource
      .createQueryBuilder(PasswordReset, 'r')
      .innerJoinAndSelect('r.user', 'user')
      .leftJoinAndSelect('r.issuer', 'issuer')
      .where('r.expiresAt > now()')
      .orderBy('r.issuedAt', 'DESC')
      .addOrderBy('r.userId', 'DESC')
      .limit(MAX_PENDING_LINKS)
      .getMany();
    return { results: pending.map((each) => toPendingResetLink(each as PasswordReset & { user: User })) };
  }

  /** @throws UserNotFound */
  async revokeResetLink(id: number, by: Caller): Promise<void> {
    const { manager } = this.dataSource;
    await this.find(manager, id);
    const { affected } = await manager.delete(PasswordReset, { userId: id });
    if (affected) logSecurityEvent('reset_link.revoked', { userId: id, by: by.id });
  }

  private async find(manager: EntityManager, id: number): Promise<User> {
    const user = await manager.findOneBy(User, { id });
    if (!user) throw new UserNotFound(id);
    return user;
  }
}

/** Agents see requesters only. */
function visibleRoles(caller: Caller, requested: Role[] | undefined): Role[] | undefined {
  if (can(caller, 'users.manage')) return requested;
  return (requested ?? ROLES).filter((role) => role === 'requester');
}

function isVisible({ role }: { role: Role }, caller: Caller): boolean {
  return can(caller, 'users.manage') || role === 'requester';
}

/** @throws UnknownOrganization */
async function moveToOrganization(
  manager: EntityManager,
  { id, organizationId: from }: User,
  to: number | null,
): Promise<void> {
  // Locks against deletion.
  const lock = { mode: 'for_key_share' } as const;
  if (to !== null && !(await manager.findOne(Organization, { where: { id: to }, lock })))
    throw new UnknownOrganization(to);
  if (from !== to) await setOrganization(manager, id, { from, to });
}

/** @throws EmailTaken. Relies on the unique constraints, since a prior check would miss concurrent inserts. */
async function rejectDuplicateEmail<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'uq_users_email' || constraint === 'user_emails_pkey') throw new EmailTaken();
    throw error;
  }
}
