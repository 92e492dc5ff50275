import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import {
  array,
  boolean,
  enumeration,
  integer,
  nullable,
  text,
  uuid,
  type RowOf,
} from '../../database/columns.js';
import {
  ago,
  db,
  execute,
  literals,
  preparedRows,
  query,
  queryFirst,
  statement,
  type Sql,
} from '../../database/query.js';
import { rolesWith } from '../../vocabulary/index.js';

const PERSON = { id: integer, name: text, email: text, role: enumeration('user_role') };
export type PersonRow = RowOf<typeof PERSON>;

/** A user who makes requests. `teams`: see `Caller.visibleTeams`. */
const CALLER = { ...PERSON, teams: nullable(array(integer)) };
export type CallerRow = RowOf<typeof CALLER>;

const SESSION_PERSON = { ...CALLER, session_id: uuid, recent: boolean };
/** `recent`: whether the password was entered recently. */
export type SessionRow = RowOf<typeof SESSION_PERSON>;

const TOKEN_PERSON = {
  ...CALLER,
  token_hash: text,
  scope: enumeration('token_scope'),
  token_id: integer,
  stale: boolean,
};
/** `stale`: whether `last_used_at` is due to be updated. */
export type TokenRow = RowOf<typeof TOKEN_PERSON>;

/** The lower of the owner's current role and the role at creation: a promotion does not apply to existing tokens. */
const TOKEN_ROLE = sql`LEAST(u.role, t.role)`;

/** Roles that see the tickets of confidential teams only as their members. */
const TEAM_BOUND_ROLES = rolesWith('tickets.readAll').filter(
  (role) => !rolesWith('tickets.readConfidential').includes(role),
);

/**
 * The teams that a user `u` of this role sees; null if none is hidden from them. Read with the user, so that a change
 * takes effect with the next request.
 */
function visibleTeams(role: Sql): Sql {
  const isMember = sql`EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id)`;
  return sql`CASE WHEN ${role} IN (${literals(TEAM_BOUND_ROLES)})
    AND EXISTS (SELECT FROM teams g WHERE g.confidential AND NOT ${isMember})
    THEN ARRAY(SELECT g.id FROM teams g WHERE NOT g.confidential OR ${isMember} ORDER BY g.id) END AS teams`;
}

/** Sessions, API tokens and the people they authenticate. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Replaces the current refresh token. Returns the session's user; undefined if the token is not the current one or
   * the user is inactive.
   */
  rotate(
    sessionId: string,
    { used, next, expiresAt }: { used: string; next: string; expiresAt: Date },
  ): Promise<PersonRow | undefined> {
    const rotate = sql`
      UPDATE sessions s SET previous_token_hash = token_hash, token_hash = ${next}, refreshed_at = now(),
        expires_at = ${expiresAt}
      FROM users u
      WHERE s.id = ${sessionId} AND s.token_hash = ${used} AND s.expires_at > now() AND u.id = s.user_id AND u.active
      RETURNING u.id, u.name, u.email, u.role`;
    return queryFirst(this.dataSource, statement(PERSON, rotate));
  }

  /** The user of a session whose previous refresh token this is, if it was replaced within the grace period. */
  findByPreviousToken(
    sessionId: string,
    tokenHash: string,
    graceSeconds: number,
  ): Promise<PersonRow | undefined> {
    const person = db
      .selectFrom('sessions as s')
      .innerJoin('users as u', 'u.id', 's.user_id')
      .select(['u.id', 'u.name', 'u.email', 'u.role'])
      .where('s.id', '=', sessionId)
      .where('s.previous_token_hash', '=', tokenHash)
      .where('s.refreshed_at', '>', ago(graceSeconds, 'secs'))
      .where('u.active', '=', true);
    return queryFirst(this.dataSource, person);
  }

  /** Active users by their sessions; `recent` if the password was entered within these seconds. */
  findPeopleBySession(sessionIds: readonly string[], recentSeconds: number): Promise<SessionRow[]> {
    const people = sql`
      SELECT s.id AS session_id, u.id, u.name, u.email, u.role,
        s.verified_at > ${ago(recentSeconds, 'secs')} AS recent, ${visibleTeams(sql`u.role`)}
      FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ANY (${sessionIds}::uuid[]) AND u.active`;
    return preparedRows(this.dataSource, 'people of sessions', statement(SESSION_PERSON, people));
  }

  /** Active users by their valid API tokens. */
  findPeopleByToken(hashes: readonly string[]): Promise<TokenRow[]> {
    const people = sql`
      SELECT u.id, u.name, u.email, ${TOKEN_ROLE} AS role, t.token_hash, t.scope, t.id AS token_id,
        t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS stale,
        ${visibleTeams(TOKEN_ROLE)}
      FROM api_tokens t JOIN users u ON u.id = t.user_id
      WHERE t.token_hash = ANY (${hashes}::text[]) AND t.expires_at > now() AND u.active`;
    return preparedRows(this.dataSource, 'people of tokens', statement(TOKEN_PERSON, people));
  }

  findPersonByTokenId(tokenId: number): Promise<CallerRow | undefined> {
    const person = sql`
      SELECT u.id, u.name, u.email, ${TOKEN_ROLE} AS role, ${visibleTeams(TOKEN_ROLE)}
      FROM api_tokens t JOIN users u ON u.id = t.user_id
      WHERE t.id = ${tokenId} AND t.expires_at > now() AND u.active`;
    return queryFirst(this.dataSource, statement(CALLER, person));
  }

  /** Records that an API token is used now. */
  async touchToken(tokenId: number): Promise<void> {
    const used = db.updateTable('api_tokens').set({ last_used_at: sql<Date>`now()` });
    await execute(this.dataSource, used.where('id', '=', tokenId));
  }

  /** Records that the password was entered now. */
  async confirm(sessionId: string): Promise<void> {
    const verified = db.updateTable('sessions').set({ verified_at: sql<Date>`now()` });
    await execute(this.dataSource, verified.where('id', '=', sessionId));
  }

  /**
   * Ends a session; with a token, only if it is the session's previous one.
   * @returns the ids of the users whose sessions ended
   */
  async revokeReplayed(sessionId: string, previousTokenHash: string | undefined): Promise<number[]> {
    const revoke = db
      .deleteFrom('sessions')
      .where('id', '=', sessionId)
      .$if(previousTokenHash !== undefined, (revoking) =>
        revoking.where('previous_token_hash', '=', previousTokenHash!),
      )
      .returning('user_id');
    return (await query(this.dataSource, revoke)).map(({ user_id: userId }) => userId);
  }

  /** Ends a user's least recently used sessions beyond the maximum. */
  async limitSessions(manager: EntityManager, userId: number, max: number): Promise<void> {
    const excess = db
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', userId)
      .orderBy('refreshed_at', 'desc')
      .offset(max);
    await execute(manager, db.deleteFrom('sessions').where('id', 'in', excess));
  }

  async purgeSessions(): Promise<void> {
    await execute(this.dataSource, db.deleteFrom('sessions').where('expires_at', '<', sql<Date>`now()`));
  }

  async purgeResetLinks(): Promise<void> {
    const purge = db.deleteFrom('password_resets').where('expires_at', '<', sql<Date>`now()`);
    await execute(this.dataSource, purge);
  }

  /** Deletes API tokens that expired before these days. */
  async purgeTokens(days: number): Promise<void> {
    await execute(this.dataSource, db.deleteFrom('api_tokens').where('expires_at', '<', ago(days, 'days')));
  }
}

/**
 * Locks an active user and one of their sessions until the transaction ends.
 * @returns whether both exist
 */
export async function lockUserAndSession(
  manager: EntityManager,
  userId: number,
  sessionId: string,
): Promise<boolean> {
  const user = db
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('active', '=', true)
    .forNoKeyUpdate();
  const session = db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .forShare();
  const isActive = (await query(manager, user)).length > 0;
  return (await query(manager, session)).length > 0 && isActive;
}

/**
 * Deletes a valid password reset link of an active user, which claims it: of two concurrent requests, only one deletes it.
 * @returns whether it was deleted
 */
export async function claimResetLink(manager: EntityManager, tokenHash: string): Promise<boolean> {
  const claim = db
    .deleteFrom('password_resets as r')
    .using('users as u')
    .where('r.token_hash', '=', tokenHash)
    .where('r.expires_at', '>', sql<Date>`now()`)
    .whereRef('u.id', '=', 'r.user_id')
    .where('u.active', '=', true);
  return (await execute(manager, claim)) > 0;
}
