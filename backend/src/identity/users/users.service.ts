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
import { lockAdministrators } from './users.repository.js';
import { EmailTaken, LastAdmin, UserNotFound } from './users.errors.js';

const MAX_PENDING_LINKS = 1000;

/** Manages user accounts, for administrators. */
@Injectable()
export class UsersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /** @throws InvalidCursor */
  async list({ role, active, search, limit, cursor }: UserListQuery): Promise<UserPage> {
    const query = this.dataSource
      .createQueryBuilder(User, 'u')
      .orderBy('u.id', 'DESC')
      .limit(limit + 1);
    if (role) query.andWhere('u.role IN (:...role)', { role });
    if (active !== undefined) query.andWhere('u.active = :active', { active });
    if (search) {
      const part = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
      query.andWhere(`lower(u.name) || ' ' || u.email LIKE :part`, { part });
    }
    if (cursor) query.andWhere('u.id < :before::bigint', { before: decodeIdCursor(cursor) });
    return pageById(await query.getMany(), limit, toUserView);
  }

  /** @throws UserNotFound */
  async get(id: number): Promise<UserView> {
    return toUserView(await this.find(this.dataSource.manager, id));
  }

  /** @throws EmailTaken */
  async create({ password, ...person }: CreateUserInput, by: Caller): Promise<UserView> {
    if (password !== undefined) requireStrongPassword('password', password, person);
    const lane = { lane: `user ${by.id}`, known: true };
    const passwordHash = password === undefined ? null : await hashPassword(password, lane);
    const user = await rejectDuplicateEmail(() =>
      this.dataSource.getRepository(User).save({ ...person, passwordHash }),
    );
    logSecurityEvent('user.created', { userId: user.id, role: user.role, by: by.id });
    return this.get(user.id);
  }

  /** @throws UserNotFound | EmailTaken | LastAdmin */
  async update(id: number, changes: UpdateUserInput, by: Caller): Promise<UserView> {
    const user = await this.dataSource.transaction(async (manager) => {
      // Serializes changes of administrators, so that two of them cannot deactivate each other and leave none.
      await lockAdministrators(manager);
      await this.find(manager, id);
      if (Object.keys(changes).length > 0)
        await rejectDuplicateEmail(() => manager.update(User, { id }, { ...changes }));
      if (!(await manager.existsBy(User, { role: 'admin', active: true }))) throw new LastAdmin();
      if (changes.active === false) {
        await revokeAccess(manager, id);
      }
      // Revokes a link that was sent to the previous address, or to a user who is deactivated.
      if (changes.active === false || changes.email !== undefined) {
        await manager.delete(PasswordReset, { userId: id });
      }
      return this.find(manager, id);
    });
    logSecurityEvent('user.changed', {
      userId: id,
      changed: Object.keys(changes),
      role: changes.role,
      by: by.id,
    });
    return toUserView(user);
  }

  /** @throws UserNotFound */
  async resetLink(id: number, by: Caller): Promise<ResetLinkView> {
    const { manager } = this.dataSource;
    await this.find(manager, id);
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

/** @throws EmailTaken. Relies on the unique constraint, since a prior check would miss concurrent inserts. */
async function rejectDuplicateEmail<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (violatedConstraint(error) === 'uq_users_email') throw new EmailTaken();
    throw error;
  }
}
