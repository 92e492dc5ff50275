import { createHmac, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import DataLoader from 'dataloader';
import { DataSource, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { Settings } from '../../config/settings.js';
import { BATCH_LOADER_OPTIONS } from '../../database/batch-loader.js';
import { logSecurityEvent } from '../../logging/security-log.js';
import type { Caller } from '../users/caller.js';
import { User } from '../users/user.entity.js';
import { ApiToken } from './api-token.entity.js';
import { NotSignedIn, SessionNotFound, WrongCredentials } from './auth.errors.js';
import { digestOf, randomSecret, secretsEqual } from './secrets.js';
import { Session } from './session.entity.js';
import {
  lockUserAndSession,
  SessionsRepository,
  type CallerRow,
  type PersonRow,
  type SessionRow,
  type TokenRow,
} from './sessions.repository.js';

export const ACCESS_SECONDS = 15 * 60;
export const SESSION_DAYS = 30;

/**
 * How recently the password must have been entered for actions that extend an account's privileges or lifetime. Longer
 * than an access token is valid, so that a program that signs in with a password never has to confirm it.
 */
const RECENT_SECONDS = 30 * 60;

/** Sessions of one account. The next sign-in ends those beyond it, least recently used first. */
const MAX_SESSIONS = 1000;

/** How long the previous refresh token stays valid, since two tabs may refresh at once and a response may get lost. */
const GRACE_SECONDS = 30;

/** Result of a sign-in or a refresh. */
export interface SessionGrant {
  user: PersonRow;
  accessToken: string;
  refreshToken: string;
  csrfToken: string;
}

/** The credential that authenticated a request. */
export type Credential =
  | { kind: 'session'; sessionId: string; recent: boolean }
  | { kind: 'token'; tokenId: number; scope: ApiToken['scope'] };

export interface Authenticated {
  caller: Caller;
  credential: Credential;
}

/**
 * Sessions and authentication by session or API token. Reads the database on each request, so that revocation takes
 * effect immediately.
 */
@Injectable()
export class SessionsService {
  private readonly sessionPeople = new DataLoader<string, SessionRow | undefined>(
    (sessionIds) => this.loadPeopleBySession(sessionIds),
    BATCH_LOADER_OPTIONS,
  );
  private readonly tokenPeople = new DataLoader<string, TokenRow | undefined>(
    (hashes) => this.loadPeopleByToken(hashes),
    BATCH_LOADER_OPTIONS,
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly sessions: SessionsRepository,
    private readonly jwt: JwtService,
    private readonly settings: Settings,
  ) {}

  /**
   * Creates a session, unless the user was deactivated or the password was changed while it was being checked.
   * @throws WrongCredentials
   */
  async create(
    user: User,
    { userAgent, network }: { userAgent?: string; network: string },
  ): Promise<SessionGrant> {
    const session = { id: randomUUID(), secret: randomSecret() };
    await this.dataSource.transaction(async (manager) => {
      const { affected } = await manager.update(
        User,
        { id: user.id, active: true, passwordHash: user.passwordHash ?? IsNull() },
        { lastSignInAt: new Date() },
      );
      if (!affected) throw new WrongCredentials();
      await manager.insert(Session, {
        id: session.id,
        userId: user.id,
        tokenHash: digestOf(session.secret),
        expiresAt: sessionExpiry(),
        userAgent: userAgent?.slice(0, 300) ?? null,
        network,
      });
      await this.sessions.limitSessions(manager, user.id, MAX_SESSIONS);
    });
    return this.createGrant(user, session.id, session.secret);
  }

  /**
   * Rotates the refresh token. The next token is derived from the current one, so that a repeated request gets the same
   * token. Reuse of an older token indicates theft and ends the session.
   * @throws NotSignedIn
   */
  async refresh(token: string): Promise<SessionGrant> {
    const { sessionId, secret, tag } = parseRefreshToken(token);
    // A token with a valid session id but an invalid tag is forged, and must not end the session.
    if (tag !== undefined && !secretsEqual(this.refreshTag(sessionId, secret), tag)) throw sessionEnded();
    const next = this.mac(`refresh:${secret}`);
    const used = digestOf(secret);
    const rotated = await this.sessions.rotate(sessionId, {
      used,
      next: digestOf(next),
      expiresAt: sessionExpiry(),
    });
    if (rotated) return this.createGrant(rotated, sessionId, next);
    const repeated = await this.sessions.findByPreviousToken(sessionId, used, GRACE_SECONDS);
    if (repeated) return this.createGrant(repeated, sessionId, next);
    await this.revokeReplayed(sessionId, tag === undefined ? used : undefined);
    throw sessionEnded();
  }

  /** @throws NotSignedIn for a token that is expired, revoked or invalid, or whose user is inactive */
  async authenticate(bearer: string): Promise<Authenticated> {
    if (bearer.startsWith('tiq_')) return this.authenticateApiToken(bearer);
    const { sid } = await this.jwt.verifyAsync<{ sid: string }>(bearer).catch(() => {
      throw new NotSignedIn('The access token is expired or invalid. Refresh it or sign in again.');
    });
    const person = SESSION_ID.test(sid) ? await this.sessionPeople.load(sid) : undefined;
    if (!person) throw sessionEnded();
    return {
      caller: toCaller(person),
      credential: { kind: 'session', sessionId: sid, recent: person.recent },
    };
  }

  /**
   * Token that marks a browser as having signed in to the account with its current password. Grants no access.
   *
   * @param device The browser's previous token, whose id is reused.
   */
  deviceToken({ id, passwordHash }: Pick<User, 'id' | 'passwordHash'>, device?: string): string {
    const deviceId = device?.split('.')[0] || randomUUID();
    return `${deviceId}.${this.mac(`device:${id}:${digestOf(passwordHash ?? '')}:${deviceId}`)}`;
  }

  /** Records that the session's user has entered the password again. */
  async confirm(sessionId: string): Promise<void> {
    await this.sessions.confirm(sessionId);
  }

  /** Whether the account has an active session that was created from this network. */
  async hasSessionFrom(userId: number, network: string): Promise<boolean> {
    return this.dataSource
      .getRepository(Session)
      .existsBy({ userId, network, expiresAt: MoreThan(new Date()) });
  }

  /** Whether the CSRF token belongs to the session. */
  isCsrfToken(sessionId: string, token: string): boolean {
    return secretsEqual(this.mac(`csrf:${sessionId}`), token);
  }

  async revoke(sessionId: string): Promise<void> {
    await this.dataSource.getRepository(Session).delete({ id: sessionId });
  }

  /**
   * Ends all sessions and, unless `keepTokens` is set, revokes all API tokens.
   * @returns the number of sessions and tokens that ended
   */
  revokeAll(userId: number, { keepTokens }: { keepTokens: boolean }): Promise<RevokedAccess> {
    return this.dataSource.transaction((manager) => revokeAccess(manager, userId, { keepTokens }));
  }

  list(userId: number): Promise<Session[]> {
    return this.dataSource
      .getRepository(Session)
      .createQueryBuilder('s')
      .where('s.userId = :userId AND s.expiresAt > now()', { userId })
      .orderBy('s.refreshedAt', 'DESC')
      .limit(MAX_SESSIONS)
      .getMany();
  }

  /** @throws SessionNotFound */
  async revokeOwn(userId: number, sessionId: string): Promise<void> {
    const { affected } = SESSION_ID.test(sessionId)
      ? await this.dataSource.getRepository(Session).delete({ id: sessionId, userId })
      : { affected: 0 };
    if (!affected) throw new SessionNotFound();
  }

  /**
   * The current state of the user who was authenticated by this credential; undefined once it is revoked. For
   * connections that outlast a request.
   */
  async reauthenticate(credential: Credential): Promise<Caller | undefined> {
    const person =
      credential.kind === 'session'
        ? await this.sessionPeople.load(credential.sessionId)
        : await this.sessions.findPersonByTokenId(credential.tokenId);
    return person && toCaller(person);
  }

  private async loadPeopleBySession(sessionIds: readonly string[]): Promise<(SessionRow | undefined)[]> {
    const people = await this.sessions.findPeopleBySession(sessionIds, RECENT_SECONDS);
    const bySession = new Map(people.map((person) => [person.session_id, person]));
    return sessionIds.map((id) => bySession.get(id));
  }

  private async loadPeopleByToken(hashes: readonly string[]): Promise<(TokenRow | undefined)[]> {
    const rows = await this.sessions.findPeopleByToken(hashes);
    const byHash = new Map(rows.map((row) => [row.token_hash, row]));
    return hashes.map((hash) => byHash.get(hash));
  }

  private async authenticateApiToken(token: string): Promise<Authenticated> {
    const row = await this.tokenPeople.load(digestOf(token));
    if (!row) throw new NotSignedIn('The API token is expired, revoked or unknown. Create a new one.');
    // Updated at most once a minute, so that a busy integration does not cause a write with each read.
    if (row.stale) await this.sessions.touchToken(row.token_id);
    return { caller: toCaller(row), credential: { kind: 'token', tokenId: row.token_id, scope: row.scope } };
  }

  private async createGrant(
    person: PersonRow,
    sessionId: string,
    refreshSecret: string,
  ): Promise<SessionGrant> {
    return {
      user: { id: person.id, name: person.name, email: person.email, role: person.role },
      accessToken: await this.jwt.signAsync({ sid: sessionId }, { subject: String(person.id) }),
      refreshToken: `${sessionId}.${refreshSecret}.${this.refreshTag(sessionId, refreshSecret)}`,
      csrfToken: this.mac(`csrf:${sessionId}`),
    };
  }

  /** Key that encrypts the user's drafts in the browser. Derived, not stored, and available only with a session. */
  draftKey(userId: number): string {
    return this.mac(`drafts:${userId}`);
  }

  /** Authenticates refresh tokens that are no longer stored, which distinguishes replayed tokens from forged ones. */
  private refreshTag(sessionId: string, secret: string): string {
    return this.mac(`refresh-tag:${sessionId}:${secret}`);
  }

  /**
   * Ends a session whose refresh token was replayed.
   *
   * @param used Digest of an untagged token, which can be recognized only as the previous one.
   */
  private async revokeReplayed(sessionId: string, used: string | undefined): Promise<void> {
    for (const userId of await this.sessions.revokeReplayed(sessionId, used)) {
      logSecurityEvent('session.replayed', { userId });
    }
  }

  private mac(text: string): string {
    return createHmac('sha256', this.settings.JWT_SECRET!).update(text).digest('base64url');
  }
}

/** Number of sessions and API tokens that were revoked. */
export interface RevokedAccess {
  sessions: number;
  tokens: number;
}

/** Ends the user's sessions, except for `keepSession`, and revokes API tokens unless `keepTokens` is set. */
export async function revokeAccess(
  manager: EntityManager,
  userId: number,
  { keepSession, keepTokens = false }: { keepSession?: string; keepTokens?: boolean } = {},
): Promise<RevokedAccess> {
  const sessions = await manager.delete(Session, { userId, ...(keepSession && { id: Not(keepSession) }) });
  const tokens = keepTokens ? undefined : await manager.delete(ApiToken, { userId });
  return { sessions: sessions.affected ?? 0, tokens: tokens?.affected ?? 0 };
}

/**
 * Locks the user and the session until the transaction ends, so that neither can be revoked while a credential is
 * created. Serializes creation per account, so that concurrent requests cannot exceed a limit. The user is locked
 * before the sessions, in the same order as in {@link revokeAccess}.
 *
 * @throws NotSignedIn
 */
export async function lockSession(manager: EntityManager, userId: number, sessionId: string): Promise<void> {
  if (!(await lockUserAndSession(manager, userId, sessionId))) throw sessionEnded();
}

const SESSION_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Parses `id.secret.tag`, or `id.secret` of earlier versions.
 * @throws NotSignedIn
 */
function parseRefreshToken(token: string): { sessionId: string; secret: string; tag: string | undefined } {
  const [sessionId = '', secret = '', tag] = token.split('.');
  if (!SESSION_ID.test(sessionId)) throw sessionEnded();
  return { sessionId, secret, tag };
}

/** Whether an earlier version issued the refresh token, without a tag. */
export function isUntaggedToken(token: string): boolean {
  return token.split('.').length === 2;
}

function sessionEnded(): NotSignedIn {
  return new NotSignedIn('This session has ended. Sign in again.');
}

function sessionExpiry(): Date {
  return new Date(Date.now() + SESSION_DAYS * 86_400_000);
}

function toCaller({ id, name, email, role, teams }: CallerRow): Caller {
  return { type: 'user', id, name, email, role, visibleTeams: teams };
}
