import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { boolean, enumeration, integer, json, nullable, text } from '../../database/columns.js';
import { db, execute, literals, query, statement, type Connection, type Sql } from '../../database/query.js';
import { INITIAL_STATUS, rolesWith } from '../../vocabulary/index.js';
import type { TeamView } from './dto/teams.dto.js';
import { DEFAULT_TEAM_ID } from './team.entity.js';

const ASSIGNABLE = literals(rolesWith('tickets.beAssigned'));

const TEAM = {
  ...{ id: integer, name: text, confidential: boolean, open_tickets: integer, sends_mail: boolean },
  members: json<TeamView['members']>(),
  assignment: enumeration('team_assignment'),
  auto_close_days: nullable(integer),
};

/** The condition that a user `u` is an active agent or admin. */
const IS_AGENT = sql`u.active AND u.role IN (${ASSIGNABLE})`;

/**
 * The condition that a user `u` can be assigned tickets of a team `g`: an active member or, if the team has no members,
 * any active agent who sees its tickets.
 */
const IS_ASSIGNABLE = sql`${IS_AGENT} AND (
  EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id)
  OR NOT EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id)
    AND (NOT g.confidential OR u.role IN (${literals(rolesWith('tickets.readConfidential'))})))`;

/** The condition that a user `u` can be assigned tickets of any of these teams. */
export function isAssignableInAny(teams: readonly number[]): Sql {
  return sql`EXISTS (SELECT FROM teams g WHERE g.id = ANY (${[...teams]}::integer[]) AND ${IS_ASSIGNABLE})`;
}

@Injectable()
export class TeamsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Of these teams, or all, by name. */
  list(ids: readonly number[] | null): Promise<TeamView[]> {
    const isOpen = sql`status = ${sql.lit(INITIAL_STATUS)}`;
    const elsewhere = sql`SELECT coalesce(sum(n), 0) FROM team_ticket_counts WHERE ${isOpen}`;
    // The default team has no counters of its own.
    const teams = sql`
      SELECT g.id, g.name, g.confidential, g.assignment, g.auto_close_days,
        (CASE WHEN g.id = ${sql.lit(DEFAULT_TEAM_ID)}
          THEN (SELECT coalesce(sum(n), 0) FROM ticket_counts WHERE ${isOpen}) - (${elsewhere})
          ELSE (${elsewhere} AND team_id = g.id) END)::int AS open_tickets,
        (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) ORDER BY lower(u.name), u.id), '[]')
          FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = g.id) AS members,
        EXISTS (SELECT FROM mailboxes b WHERE b.team_id = g.id AND b.active AND b.smtp_host IS NOT NULL) AS sends_mail
      FROM teams g WHERE ${ids === null ? sql`true` : sql`g.id = ANY (${[...ids]}::integer[])`}
      ORDER BY lower(g.name), g.id`;
    return query(this.dataSource, statement(TEAM, teams));
  }
}

/** Locks all teams until the transaction ends, which serializes changes of them. Does not wait for new tickets. */
export async function lockTeams(manager: EntityManager): Promise<{ id: number; confidential: boolean }[]> {
  const teams = db.selectFrom('teams').select(['id', 'confidential']).orderBy('id').forNoKeyUpdate();
  return query(manager, teams);
}

/** The users of these ids who are active agents or admins. */
export async function findAgents(connection: Connection, ids: readonly number[]): Promise<number[]> {
  const agents = sql`SELECT u.id FROM users u WHERE u.id = ANY (${[...ids]}::integer[]) AND ${IS_AGENT}`;
  return (await query(connection, statement({ id: integer }, agents))).map(({ id }) => id);
}

/** Replaces the members of a team. */
export async function setMembers(
  manager: EntityManager,
  teamId: number,
  userIds: readonly number[],
): Promise<void> {
  const ids = sql`${[...userIds]}::integer[]`;
  const remove = sql`DELETE FROM team_members WHERE team_id = ${teamId} AND user_id <> ALL (${ids})`;
  await execute(manager, statement({}, remove));
  const add = sql`
    INSERT INTO team_members (team_id, user_id) SELECT ${teamId}, id FROM unnest(${ids}) AS id ON CONFLICT DO NOTHING`;
  await execute(manager, statement({}, add));
}

const ASSIGNMENT = { userId: integer, teamId: integer };

/** Which of the users can be assigned tickets of which of the teams. */
export function findAssignable(
  connection: Connection,
  userIds: readonly number[],
  teamIds: readonly number[],
): Promise<{ userId: number; teamId: number }[]> {
  const assignable = sql`
    SELECT u.id AS "userId", g.id AS "teamId" FROM users u CROSS JOIN teams g
    WHERE u.id = ANY (${[...userIds]}::integer[]) AND g.id = ANY (${[...teamIds]}::integer[]) AND ${IS_ASSIGNABLE}`;
  return query(connection, statement(ASSIGNMENT, assignable));
}
