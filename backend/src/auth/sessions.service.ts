import { createHmac, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import DataLoader from 'dataloader';
import { DataSource, Not, type EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { preparedQuery } from '../database/plain-query.js';
import { TOGETHER } from '../database/together.js';
import type { Caller } from '../users/caller.js';
import { User, type Role } from '../users/user.entity.js';
import { ApiToken } from './api-token.entity.js';
import { NotSignedIn, SessionNotFound, WrongCredentials } from './auth.errors.js';
import { digestOf, passwordMatches, randomSecret, sameSecret } from './secrets.js';
import { Session } from './session.entity.js';

export const ACCESS_SECONDS = 15 * 60;
export const SESSION_DAYS = 30;

/** Two tabs of one browser may refresh at once, and an answer may be lost: the token before is good for this long. */
const GRACE_SECONDS = 30;

/** What a sign-in or a refresh hands out. */
export interface Grant {
  user: Caller;
  accessToken: string;
  refreshToken: string;
  csrfToken: string;
}

/** What a request was made with. */
export type Credential =
  { kind: 'session'; sessionId: string } | { kind: 'token'; tokenId: number; scope: ApiToken['scope'] };

export interface Authenticated {
  caller: Caller;
  credential: Credential;
}

interface PersonRow {
  id: number;
  name: string;
  email: string;
  role: Role;
}

interface TokenRow extends PersonRow {
  scope: ApiToken['scope'];
  token_id: number;
  /** When it was last used is to be written again. */
  stale: boolean;
}

/** Who is signed in, by session or by API token. Asked of the database each time, so that an end is an end at once. */
@Injectable()
export class SessionsService {
  private readonly people = new DataLoader<string, PersonRow | undefined>(
    (sessionIds) => this.peopleOfSessions(sessionIds),
    TOGETHER,
  );
  private readonly tokens = new DataLoader<string, TokenRow | undefined>(
    (hashes) => this.peopleOfTokens(hashes),
    TOGETHER,
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly jwt: JwtService,
    private readonly settings: Settings,
  ) {}

  /** @throws WrongCredentials, in the same time and words for an unknown address, a wrong password, an inactive person */
  async signIn(email: string, password: string, userAgent?: string): Promise<Grant> {
    const user = await this.dataSource
      .getRepository(User)
      .createQueryBuilder('u')
      .addSelect('u.passwordHash')
      .where('u.email = :email', { email: email.toLowerCase() })
      .getOne();
    const matches = await passwordMatches(user?.passwordHash, password);
    if (!user?.active || !matches) throw new WrongCredentials();
    const session = { id: randomUUID(), refreshToken: randomSecret() };
    await this.dataSource.transaction(async (manager) => {
      await manager.insert(Session, {
        id: session.id,
        userId: user.id,
        tokenHash: digestOf(session.refreshToken),
        expiresAt: sessionEnd(),
        userAgent: userAgent?.slice(0, 300) ?? null,
      });
      await manager.update(User, { id: user.id }, { lastSignInAt: new Date() });
    });
    return this.grant(user, session.id, session.refreshToken);
  }

  /**
   * Gives the next refresh token, which follows from the one before, so that a repeat gets the same. One that was
   * used before is somebody's copy: then the session ends, for its thief as for its owner.
   * @throws NotSignedIn
   */
  async refresh(token: string): Promise<Grant> {
    const { sessionId, refreshToken } = parseRefreshToken(token);
    const next = this.mac(`refresh:${refreshToken}`);
    const used = digestOf(refreshToken);
    const [rotated] = await this.rows<PersonRow>(
      `UPDATE sessions s SET previous_token_hash = token_hash, token_hash = $3, refreshed_at = now(), expires_at = $4
       FROM users u WHERE s.id = $1 AND s.token_hash = $2 AND s.expires_at > now() AND u.id = s.user_id AND u.active
       RETURNING u.id, u.name, u.email, u.role`,
      [sessionId, used, digestOf(next), sessionEnd()],
    );
    if (rotated) return this.grant(rotated, sessionId, next);
    const [repeated] = await this.rows<PersonRow>(
      `SELECT u.id, u.name, u.email, u.role FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = $1 AND s.previous_token_hash = $2 AND s.refreshed_at > now() - make_interval(secs => $3) AND u.active`,
      [sessionId, used, GRACE_SECONDS],
    );
    if (repeated) return this.grant(repeated, sessionId, next);
    await this.dataSource.getRepository(Session).delete({ id: sessionId });
    throw new NotSignedIn('This session is over. Sign in again.');
  }

  /** @throws NotSignedIn for a token that is expired, revoked, not ours, or of an inactive person */
  async authenticate(bearer: string): Promise<Authenticated> {
    if (bearer.startsWith('tiq_')) return this.byApiToken(bearer);
    const { sid } = await this.jwt.verifyAsync<{ sid: string }>(bearer).catch(() => {
      throw new NotSignedIn('The access token is expired or not valid.');
    });
    const person = SESSION_ID.test(sid) ? await this.people.load(sid) : undefined;
    if (!person) throw new NotSignedIn('This session is over. Sign in again.');
    return { caller: callerOf(person), credential: { kind: 'session', sessionId: sid } };
  }

  /** Proves to us that a browser has signed in to an account before; says nothing to anybody else. */
  deviceToken(userId: number, device: string = randomUUID()): string {
    return `${device}.${this.mac(`device:${userId}:${device}`)}`;
  }

  /** Whether the token that a page's script has read is the one that goes with the session's cookie. */
  isCsrfToken(sessionId: string, token: string): boolean {
    return sameSecret(this.mac(`csrf:${sessionId}`), token);
  }

  async end(sessionId: string): Promise<void> {
    await this.dataSource.getRepository(Session).delete({ id: sessionId });
  }

  /** Sign-out everywhere. */
  async endAll(userId: number): Promise<void> {
    await endSessions(this.dataSource.manager, userId);
  }

  list(userId: number): Promise<Session[]> {
    return this.dataSource
      .getRepository(Session)
      .createQueryBuilder('s')
      .where('s.userId = :userId AND s.expiresAt > now()', { userId })
      .orderBy('s.refreshedAt', 'DESC')
      .limit(100)
      .getMany();
  }

  /** @throws SessionNotFound */
  async endOne(userId: number, sessionId: string): Promise<void> {
    const { affected } = SESSION_ID.test(sessionId)
      ? await this.dataSource.getRepository(Session).delete({ id: sessionId, userId })
      : { affected: 0 };
    if (!affected) throw new SessionNotFound();
  }

  /** Whoever was let in by it earlier, as they are now; undefined once it is over. For what lasts longer than a request. */
  async stillSignedIn(credential: Credential): Promise<Caller | undefined> {
    const person =
      credential.kind === 'session'
        ? await this.people.load(credential.sessionId)
        : await this.personOfToken(credential.tokenId);
    return person && callerOf(person);
  }

  private async peopleOfSessions(sessionIds: readonly string[]): Promise<(PersonRow | undefined)[]> {
    const people = await preparedQuery<PersonRow & { session_id: string }>(
      this.dataSource,
      'people of sessions',
      `SELECT s.id AS session_id, u.id, u.name, u.email, u.role FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = ANY ($1::uuid[]) AND u.active`,
      [sessionIds],
    );
    const bySession = new Map(people.map((person) => [person.session_id, person]));
    return sessionIds.map((id) => bySession.get(id));
  }

  private async peopleOfTokens(hashes: readonly string[]): Promise<(TokenRow | undefined)[]> {
    const rows = await preparedQuery<TokenRow & { token_hash: string }>(
      this.dataSource,
      'people of tokens',
      `SELECT u.id, u.name, u.email, u.role, t.token_hash, t.scope, t.id AS token_id,
         t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS stale
       FROM api_tokens t JOIN users u ON u.id = t.user_id
       WHERE t.token_hash = ANY ($1::text[]) AND t.expires_at > now() AND u.active`,
      [hashes],
    );
    const byHash = new Map(rows.map((row) => [row.token_hash, row]));
    return hashes.map((hash) => byHash.get(hash));
  }

  private async personOfToken(tokenId: number): Promise<PersonRow | undefined> {
    const [person] = await this.rows<PersonRow>(
      `SELECT u.id, u.name, u.email, u.role FROM api_tokens t JOIN users u ON u.id = t.user_id
       WHERE t.id = $1 AND t.expires_at > now() AND u.active`,
      [tokenId],
    );
    return person;
  }

  private async byApiToken(token: string): Promise<Authenticated> {
    const row = await this.tokens.load(digestOf(token));
    if (!row) throw new NotSignedIn('The API token is expired, revoked or unknown.');
    // To the minute, so that a busy integration does not write with every read.
    if (row.stale)
      await this.rows(`UPDATE api_tokens SET last_used_at = now() WHERE id = $1`, [row.token_id]);
    return { caller: callerOf(row), credential: { kind: 'token', tokenId: row.token_id, scope: row.scope } };
  }

  private async grant(person: PersonRow, sessionId: string, refreshSecret: string): Promise<Grant> {
    return {
      user: callerOf(person),
      accessToken: await this.jwt.signAsync({ sid: sessionId }, { subject: String(person.id) }),
      refreshToken: `${sessionId}.${refreshSecret}`,
      csrfToken: this.mac(`csrf:${sessionId}`),
    };
  }

  private mac(text: string): string {
    return createHmac('sha256', this.settings.JWT_SECRET!).update(text).digest('base64url');
  }

  /** TypeORM answers an UPDATE with its rows and their number. */
  private async rows<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    const result = await this.dataSource.query<Row[] | [Row[], number]>(sql, parameters);
    return sql.startsWith('UPDATE') ? (result as [Row[], number])[0] : (result as Row[]);
  }
}

/** All of a person's sessions, or all but the one that asks for it. */
export async function endSessions(manager: EntityManager, userId: number, but?: string): Promise<void> {
  await manager.delete(Session, { userId, ...(but && { id: Not(but) }) });
}

const SESSION_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function parseRefreshToken(token: string): { sessionId: string; refreshToken: string } {
  const [sessionId = '', refreshToken = ''] = token.split('.');
  if (!SESSION_ID.test(sessionId)) throw new NotSignedIn('This session is over. Sign in again.');
  return { sessionId, refreshToken };
}

function sessionEnd(): Date {
  return new Date(Date.now() + SESSION_DAYS * 86_400_000);
}

function callerOf({ id, name, email, role }: PersonRow): Caller {
  return { type: 'user', id, name, email, role };
}
