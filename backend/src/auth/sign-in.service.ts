import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Caller } from '../users/caller.js';
import { User } from '../users/user.entity.js';
import type { LoginInput, LogoutInput, SessionList, SignedIn } from './auth.dto.js';
import { NotSignedIn, WrongCredentials } from './auth.errors.js';
import { Limits } from './limits.js';
import { sameSecret } from './secrets.js';
import {
  clearSessionCookies,
  deviceCookie,
  refreshCookie,
  setDeviceCookie,
  setSessionCookies,
} from './session-cookies.js';
import { ACCESS_SECONDS, SessionsService, type Grant } from './sessions.service.js';

/** Signing in, staying signed in and signing out, with the cookies that go with it. */
@Injectable()
export class SignInService {
  private readonly logger = new Logger(SignInService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly sessions: SessionsService,
    private readonly limits: Limits,
  ) {}

  /** @throws WrongCredentials | TooManyRequests */
  async signIn(
    { email, password }: LoginInput,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SignedIn> {
    const device = await this.knownDevice(email, deviceCookie(request));
    const takeBack = await this.limits.countTry(email, request.ip, device);
    const grant = await this.sessions
      .signIn(email, password, request.headers['user-agent'])
      .catch((error) => {
        if (error instanceof WrongCredentials) this.logger.warn('A sign-in failed');
        throw error;
      });
    await takeBack();
    const deviceId = device?.split('.')[0];
    setDeviceCookie(request, reply, this.sessions.deviceToken(grant.user.id, deviceId));
    this.logger.log({ userId: grant.user.id }, 'Signed in');
    return answer(request, reply, grant);
  }

  /**
   * Needs no CSRF token: another site can't make the browser send the cookie, and would gain nothing if it could.
   * @throws NotSignedIn
   */
  async refresh(request: FastifyRequest, reply: FastifyReply): Promise<SignedIn> {
    const token = refreshCookie(request);
    if (!token) throw new NotSignedIn();
    try {
      return answer(request, reply, await this.sessions.refresh(token));
    } catch (error) {
      if (error instanceof NotSignedIn) clearSessionCookies(reply);
      throw error;
    }
  }

  async signOut(
    input: LogoutInput | undefined,
    caller: Caller,
    sessionId: string,
    reply: FastifyReply,
  ): Promise<void> {
    if (input?.everywhere) await this.sessions.endAll(caller.id);
    else await this.sessions.end(sessionId);
    clearSessionCookies(reply);
    this.logger.log({ userId: caller.id }, 'Signed out');
  }

  async sessionsOf({ id }: Caller, current: string): Promise<SessionList> {
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
  endSession({ id }: Caller, sessionId: string): Promise<void> {
    return this.sessions.endOne(id, sessionId);
  }

  /** The device's token where it is one that we gave to a browser that had signed in to this account. */
  private async knownDevice(email: string, token: string | undefined): Promise<string | undefined> {
    const device = token?.split('.')[0];
    if (!token || !device) return undefined;
    const user = await this.dataSource.getRepository(User).findOneBy({ email: email.toLowerCase() });
    return user && sameSecret(this.sessions.deviceToken(user.id, device), token) ? token : undefined;
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, grant: Grant): SignedIn {
  setSessionCookies(request, reply, grant);
  const { id, name, email, role } = grant.user;
  return {
    access_token: grant.accessToken,
    expires_in: ACCESS_SECONDS,
    user: { id, name, email, role },
  };
}
