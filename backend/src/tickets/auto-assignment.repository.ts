import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { enumeration, integer, nullable, type Column } from '../database/columns.js';
import { literals, queryFirst, statement } from '../database/query.js';
import { UNRESOLVED_STATUSES, rolesWith, type TeamAssignment } from '../vocabulary/index.js';

type AssignmentRule = Exclude<TeamAssignment, 'off'>;

/** Names of the rules, which the history shows as the actors. */
const RULE_NAMES: Record<AssignmentRule, string> = {
  round_robin: 'Round-robin assignment',
  least_loaded: 'Least-loaded assignment',
};

const RULE = {
  teamId: integer,
  // The statement reads teams with a rule only.
  assignment: enumeration('team_assignment') as Column<AssignmentRule>,
  lastAssignedId: nullable(integer),
};

/**
 * Assigns an unresolved ticket to an active member of its team, if the team has a rule. A ticket that has an assignee, or
 * whose assignee a person has changed or removed, keeps it. Call it in the transaction that has locked the ticket. The
 * team is locked as well, so that concurrent workers take turns.
 *
 * @returns whether the ticket was assigned
 */
export async function assignByRule(manager: EntityManager, ticketId: number): Promise<boolean> {
  const locked = sql`
    SELECT g.id AS "teamId", g.assignment, g.last_assigned_id AS "lastAssignedId"
    FROM tickets t JOIN teams g ON g.id = t.team_id
    WHERE t.id = ${ticketId} AND g.assignment <> 'off' AND t.assignee_id IS NULL AND t.deleted_at IS NULL
      AND t.status IN (${literals(UNRESOLVED_STATUSES)})
      AND NOT EXISTS (
        SELECT FROM ticket_history h WHERE h.ticket_id = t.id AND h.actor_type = 'user' AND h.changes ? 'assignee_id')
    FOR NO KEY UPDATE OF g`;
  const rule = await queryFirst(manager, statement(RULE, locked));
  if (!rule) return false;
  const { teamId, assignment, lastAssignedId } = rule;
  // A statement of its own, which sees what others have assigned before they unlocked the team.
  const order =
    assignment === 'round_robin'
      ? sql`u.id <= ${lastAssignedId ?? 0}, u.id`
      : sql`(SELECT coalesce(sum(w.n), 0) FROM ticket_workload w
          WHERE w.assignee_id = u.id AND w.status IN (${literals(UNRESOLVED_STATUSES)})), u.id`;
  const assigned = sql`
    WITH chosen AS (
      SELECT u.id FROM team_members m JOIN users u ON u.id = m.user_id
      WHERE m.team_id = ${teamId} AND u.active AND u.role IN (${literals(rolesWith('tickets.beAssigned'))})
      ORDER BY ${order} LIMIT 1
    ), remembered AS (
      UPDATE teams SET last_assigned_id = chosen.id FROM chosen WHERE teams.id = ${teamId}
    ), written AS (
      UPDATE tickets t SET assignee_id = chosen.id, version = t.version + 1, updated_at = now()
      FROM chosen WHERE t.id = ${ticketId} RETURNING t.id, t.assignee_id
    )
    INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
    SELECT id, 'rule', ${RULE_NAMES[assignment]}, jsonb_build_object('assignee_id', jsonb_build_array(NULL, assignee_id))
    FROM written RETURNING ticket_id AS "ticketId"`;
  return (await queryFirst(manager, statement({ ticketId: integer }, assigned))) !== undefined;
}
