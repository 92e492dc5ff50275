import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import { clientNetwork } from '../../logging/client-network.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import type { Caller } from '../users/caller.js';
import { findUserByEmail } from '../users/find-user-by-email.js';
import type { User } from '../users/user.entity.js';
import type { LoginInput, LogoutInput, Me, SessionList, SignedIn } from './dto/auth.dto.js';
import { NotSignedIn, TooManyRequests, WrongCredentials } from './auth.errors.js';
import { LoginRateLimiter, type ConsumedAttempt } from './login-rate-limiter.js';
import { passwordMatches } from './password-hash.js';
import { REVOKED_TOKENS_HEADER } from './passwords.service.js';
import { secretsEqual } from './secrets.js';
import { SessionCookies } from './session-cookies.js';
import { ACCESS_SECONDS, SessionsService, type SessionGrant } from './sessions.service.js';

/** Sign-in, token refresh and sign-out, including their cookies. */
@Injectable()
export class SignInService {
  private readonly logger = new Logger(SignInService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly sessions: SessionsService,
    private readonly rateLimiter: LoginRateLimiter,
    private readonly cookies: SessionCookies,
  ) {}

  /**
   * @throws WrongCredentials for an unknown address, a wrong password or an inactive user, with the same message and
   * timing
   * @throws TooManyRequests
   */
  async signIn(
    { email, password }: LoginInput,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SignedIn> {
    const user = await findUserByEmail(this.dataSource.manager, email, { withPassword: true });
    const network = clientNetwork(request.ip).customer;
    const device = this.knownDevice(user, this.cookies.device(request));
    const attempt = await this.consumeAttempt(user, email, request.ip, device);
    const lane = { lane: device ?? network, known: device !== undefined };
    const matches = await passwordMatches(user?.passwordHash, password, lane).catch(
      async (error: unknown) => {
        await attempt.refund();
        throw error;
      },
    );
    if (!user?.active || !matches) {
      logSecurityEvent('sign_in.failed', { userId: user?.id ?? null });
      throw new WrongCredentials();
    }
    const grant = await this.sessions.create(user, { userAgent: request.headers['user-agent'], network });
    await attempt.succeeded();
    this.cookies.setDevice(request, reply, this.sessions.deviceToken(user, device));
    logSecurityEvent('sign_in.succeeded', { userId: user.id });
    this.logger.log({ userId: user.id }, 'Signed in');
    return this.respond(request, reply, grant);
  }

  /**
   * Needs no CSRF token: the cookie is SameSite, and a cross-site refresh would reveal nothing to the other site.
   * @throws NotSignedIn
   */
  async refresh(request: FastifyRequest, reply: FastifyReply): Promise<SignedIn> {
    const token = this.cookies.refresh(request);
    if (!token) throw new NotSignedIn();
    try {
      return this.respond(request, reply, await this.sessions.refresh(token));
    } catch (error) {
      if (error instanceof NotSignedIn) this.cookies.clearSession(request, reply);
      throw error;
    }
  }

  me({ id, name, email, role }: Pick<Caller, 'id' | 'name' | 'email' | 'role'>): Me {
    return { id, name, email, role, draft_key: this.sessions.draftKey(id) };
  }

  async signOut(
    { everywhere, keep_tokens }: LogoutInput,
    caller: Caller,
    sessionId: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (everywhere) {
      const revoked = await this.sessions.revokeAll(caller.id, { keepTokens: keep_tokens ?? false });
      reply.header(REVOKED_TOKENS_HEADER, revoked.tokens);
      logSecurityEvent('session.ended', { userId: caller.id, ...revoked });
    } else {
      await this.sessions.revoke(sessionId);
      logSecurityEvent('session.ended', { userId: caller.id, sessions: 1 });
    }
    this.cookies.clearSession(request, reply);
  }

  async listSessions({ id }: Caller, current: string): Promise<SessionList> {
    const sessions = await this.sessions.list(id);
    return {
      results: sessions.map((session) => ({
        id: session.id,
        created_at: session.createdAt,
        last_used_at: session.refreshedAt,
        user_agent: session.userAgent,
        current: session.id === current,
      })),
    };
  }

  /** @throws SessionNotFound */
  async revokeSession({ id }: Caller, sessionId: string): Promise<void> {
    await this.sessions.revokeOwn(id, sessionId);
    logSecurityEvent('session.ended', { userId: id, sessions: 1 });
  }

  /** @throws TooManyRequests */
  private async consumeAttempt(
    user: User | null,
    email: string,
    address: string,
    device: string | undefined,
  ): Promise<ConsumedAttempt> {
    const { customer } = clientNetwork(address);
    const knownNetwork = user !== null && !device && (await this.sessions.hasSessionFrom(user.id, customer));
    // All spellings of an address count as attempts for one account.
    const account = user?.email ?? normalizeEmail(email) ?? email.trim().toLowerCase();
    return this.rateLimiter.consume({ account, address, device, knownNetwork }).catch((error: unknown) => {
      if (error instanceof TooManyRequests) logSecurityEvent('sign_in.limited', { userId: user?.id ?? null });
      throw error;
    });
  }

  /** The device token, if it was issued to a browser that has signed in to this account; else undefined. */
  private knownDevice(user: User | null, token: string | undefined): string | undefined {
    if (!user || !token) return undefined;
    return secretsEqual(this.sessions.deviceToken(user, token), token) ? token : undefined;
  }

  private respond(request: FastifyRequest, reply: FastifyReply, grant: SessionGrant): SignedIn {
    this.cookies.setSession(request, reply, grant);
    return { access_token: grant.accessToken, expires_in: ACCESS_SECONDS, user: this.me(grant.user) };
  }
}
