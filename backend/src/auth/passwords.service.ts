import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../users/caller.js';
import { User } from '../users/user.entity.js';
import type { PasswordInput } from './auth.dto.js';
import { ResetLinkInvalid, WrongCurrentPassword } from './auth.errors.js';
import { Limits } from './limits.js';
import { PasswordReset } from './password-reset.entity.js';
import { digestOf, hashPassword, passwordMatches, randomSecret } from './secrets.js';
import { endSessions } from './sessions.service.js';

const RESET_HOURS = 24;

/** A link that lets a person set their password, once. */
export interface ResetLink {
  token: string;
  expiresAt: Date;
}

@Injectable()
export class PasswordsService {
  private readonly logger = new Logger(PasswordsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly limits: Limits,
  ) {}

  /** @throws WrongCurrentPassword | TooManyRequests */
  async change({ id }: Caller, input: PasswordInput, session: string, address: string): Promise<void> {
    const { passwordHash } = await this.dataSource
      .getRepository(User)
      .createQueryBuilder('u')
      .addSelect('u.passwordHash')
      .where({ id })
      .getOneOrFail();
    const takeBack = await this.limits.countTry(`user ${id}`, address, undefined);
    if (!(await passwordMatches(passwordHash, input.current_password))) throw new WrongCurrentPassword();
    await takeBack();
    await this.dataSource.transaction((manager) => setPassword(manager, id, input.new_password, session));
    this.logger.log({ userId: id }, 'Password changed');
  }

  /** @throws ResetLinkInvalid */
  async reset(token: string, password: string): Promise<void> {
    const userId = await this.dataSource.transaction(async (manager) => {
      // Deleting it is what claims it: of two who use it at once, one finds nothing.
      const [used] = await manager.query<[{ user_id: number }[], number]>(
        `DELETE FROM password_resets r USING users u
         WHERE r.token_hash = $1 AND r.expires_at > now() AND u.id = r.user_id AND u.active RETURNING r.user_id`,
        [digestOf(token)],
      );
      const [claim] = used;
      if (!claim) throw new ResetLinkInvalid();
      await setPassword(manager, claim.user_id, password);
      return claim.user_id;
    });
    this.logger.log({ userId }, 'Password set by a reset link');
  }

  /** A new link voids the one before. */
  async issueLink(manager: EntityManager, userId: number): Promise<ResetLink> {
    const token = randomSecret();
    const expiresAt = new Date(Date.now() + RESET_HOURS * 3_600_000);
    await manager.upsert(PasswordReset, { userId, tokenHash: digestOf(token), expiresAt }, ['userId']);
    return { token, expiresAt };
  }
}

async function setPassword(
  manager: EntityManager,
  userId: number,
  password: string,
  keepSession?: string,
): Promise<void> {
  await manager.update(User, { id: userId }, { passwordHash: await hashPassword(password) });
  await manager.delete(PasswordReset, { userId });
  await endSessions(manager, userId, keepSession);
}
