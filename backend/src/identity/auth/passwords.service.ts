import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource, type EntityManager } from 'typeorm';
import { findPasswordWeakness } from '../../config/password-rule.js';
import { Settings } from '../../config/settings.js';
import { InvalidInput } from '../../http/invalid-input.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import type { Caller } from '../users/caller.js';
import { User } from '../users/user.entity.js';
import type { ConfirmInput, PasswordInput, PasswordResetInput } from './dto/auth.dto.js';
import { ResetLinkInvalid, TooManyRequests, WrongCurrentPassword } from './auth.errors.js';
import { LoginRateLimiter } from './login-rate-limiter.js';
import { hashPassword, passwordMatches } from './password-hash.js';
import { PasswordReset } from './password-reset.entity.js';
import { digestOf, randomSecret } from './secrets.js';
import { SessionCookies } from './session-cookies.js';
import { claimResetLink } from './sessions.repository.js';
import { revokeAccess, SessionsService, type RevokedAccess } from './sessions.service.js';

const RESET_HOURS = 24;

/** Response header with the number of API tokens that were revoked with the password. */
export const REVOKED_TOKENS_HEADER = 'X-Revoked-Tokens';

@Injectable()
export class PasswordsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rateLimiter: LoginRateLimiter,
    private readonly sessions: SessionsService,
    private readonly cookies: SessionCookies,
  ) {}

  /** @throws WrongCurrentPassword | InvalidInput | TooManyRequests */
  async change(
    caller: Caller,
    { current_password, new_password, keep_tokens }: PasswordInput,
    session: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    await this.requireCurrentPassword(caller, current_password, session, request);
    requireStrongPassword('new_password', new_password, caller);
    const passwordHash = await hashPassword(new_password, { lane: session, known: true });
    const ended = await this.dataSource.transaction((manager) =>
      setPassword(manager, caller.id, passwordHash, { keepSession: session, keepTokens: keep_tokens }),
    );
    await this.sessions.confirm(session);
    logSecurityEvent('password.changed', { userId: caller.id, ...ended });
    this.rememberDevice(request, reply, { id: caller.id, passwordHash });
    reply.header(REVOKED_TOKENS_HEADER, ended.tokens);
  }

  /**
   * Confirms the password of the signed-in user.
   * @throws WrongCurrentPassword | TooManyRequests
   */
  async confirm(
    caller: Caller,
    { current_password }: ConfirmInput,
    session: string,
    request: FastifyRequest,
  ): Promise<void> {
    await this.requireCurrentPassword(caller, current_password, session, request);
    await this.sessions.confirm(session);
    logSecurityEvent('sign_in.confirmed', { userId: caller.id });
  }

  /** @throws ResetLinkInvalid | InvalidInput | TooManyRequests */
  async reset(
    { token, password, keep_tokens }: PasswordResetInput,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const tokenHash = digestOf(token);
    const user = await this.findLinkOwner(tokenHash);
    // Checked before the password is hashed, so that invalid links cost no hashing.
    if (!user) {
      logSecurityEvent('reset_link.refused', {});
      throw new ResetLinkInvalid();
    }
    requireStrongPassword('password', password, user);
    const passwordHash = await hashPassword(password, { lane: `user ${user.id}`, known: true });
    const ended = await this.dataSource.transaction(async (manager) => {
      if (!(await claimResetLink(manager, tokenHash))) throw new ResetLinkInvalid();
      return setPassword(manager, user.id, passwordHash, { keepTokens: keep_tokens });
    });
    logSecurityEvent('password.reset', { userId: user.id, ...ended });
    this.rememberDevice(request, reply, { id: user.id, passwordHash });
    reply.header(REVOKED_TOKENS_HEADER, ended.tokens);
  }

  /** Renews the device cookie, which is bound to the password. */
  private rememberDevice(
    request: FastifyRequest,
    reply: FastifyReply,
    user: Pick<User, 'id' | 'passwordHash'>,
  ): void {
    this.cookies.setDevice(request, reply, this.sessions.deviceToken(user, this.cookies.device(request)));
  }

  private async requireCurrentPassword(
    { id }: Caller,
    password: string,
    session: string,
    request: FastifyRequest,
  ): Promise<void> {
    const { passwordHash } = await this.dataSource
      .getRepository(User)
      .createQueryBuilder('u')
      .addSelect('u.passwordHash')
      .where({ id })
      .getOneOrFail();
    const attempt = { account: `user ${id}`, address: request.ip, device: `session ${session}` };
    const consumed = await this.rateLimiter.consume(attempt).catch((error: unknown) => {
      if (error instanceof TooManyRequests) logSecurityEvent('sign_in.limited', { userId: id });
      throw error;
    });
    const matches = await passwordMatches(passwordHash, password, { lane: session, known: true }).catch(
      async (error: unknown) => {
        await consumed.refund();
        throw error;
      },
    );
    if (!matches) {
      logSecurityEvent('sign_in.failed', { userId: id });
      throw new WrongCurrentPassword();
    }
    await consumed.succeeded();
  }

  private async findLinkOwner(tokenHash: string): Promise<User | null> {
    return this.dataSource
      .createQueryBuilder(User, 'u')
      .innerJoin(PasswordReset, 'r', 'r.userId = u.id')
      .where('r.tokenHash = :tokenHash AND r.expiresAt > now() AND u.active', { tokenHash })
      .getOne();
  }
}

/** @throws InvalidInput */
export function requireStrongPassword(
  field: string,
  password: string,
  { name, email }: Pick<User, 'name' | 'email'>,
): void {
  const fault = findPasswordWeakness(password, [name, email]);
  if (fault) throw new InvalidInput([{ field, ...fault }]);
}

/** A password reset link, as it is returned to an administrator. */
export interface ResetLink {
  path: string;
  /** Null if PUBLIC_URL is not set. */
  url: string | null;
  expires_at: Date;
}

/** Creates a user's password reset link, replacing any previous one. */
export async function issueResetLink(
  manager: EntityManager,
  userId: number,
  { PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>,
  issuedBy: number | null,
): Promise<ResetLink> {
  const token = randomSecret();
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + RESET_HOURS * 3_600_000);
  const link = { userId, tokenHash: digestOf(token), expiresAt, issuedBy, issuedAt };
  await manager.upsert(PasswordReset, link, ['userId']);
  // The token is in the fragment, which browsers do not send to servers, so that it appears in no log.
  const path = `/reset-password#${token}`;
  return { path, url: PUBLIC_URL === undefined ? null : PUBLIC_URL + path, expires_at: expiresAt };
}

async function setPassword(
  manager: EntityManager,
  userId: number,
  passwordHash: string,
  keep: { keepSession?: string; keepTokens?: boolean },
): Promise<RevokedAccess> {
  await manager.update(User, { id: userId }, { passwordHash });
  await manager.delete(PasswordReset, { userId });
  return revokeAccess(manager, userId, keep);
}
