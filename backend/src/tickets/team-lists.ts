import { sql } from 'kysely';
import { and, type Sql } from '../database/query.js';
import type { Caller } from '../identity/users/caller.js';
import { teamScope } from './ticket-visibility.js';

/**
 * Lists of more teams than this are read by the index of all tickets, which skips the hidden ones. Planning takes longer
 * with each team, and who sees many teams sees most of the tickets.
 */
const MAX_MERGED_TEAMS = 12;

/**
 * Tickets `t` that meet the conditions, which include their visibility, as a source of the FROM clause. For a few teams,
 * PostgreSQL merges an index of each in the order that is read, so that no ticket of another team is read.
 */
export function ticketSource(caller: Caller, requested: readonly number[] | undefined, where: Sql[]): Sql {
  const teams = teamScope(caller, requested);
  if (!teams || teams.length < 2 || teams.length > MAX_MERGED_TEAMS)
    return sql`tickets t WHERE ${and(where)}`;
  const ofTeams = teams.map((id) => {
    return sql`SELECT t.* FROM tickets t WHERE ${and([sql`t.team_id = ${id}`, ...where])}`;
  });
  return sql`(${sql.join(ofTeams, sql` UNION ALL `)}) t WHERE true`;
}
