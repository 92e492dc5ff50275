-- Statements of src/tickets/auto-assignment.repository.ts, written by `npm run sql:generate`.

-- assignByRule
-- returns teamId integer, assignment team_assignment, lastAssignedId integer?
SELECT g.id AS "teamId", g.assignment, g.last_assigned_id AS "lastAssignedId"
FROM tickets t JOIN teams g ON g.id = t.team_id
WHERE t.id = $1 AND g.assignment <> 'off' AND t.assignee_id IS NULL AND t.deleted_at IS NULL
  AND t.status IN ('open', 'in_progress', 'waiting')
  AND NOT EXISTS (
    SELECT FROM ticket_history h WHERE h.ticket_id = t.id AND h.actor_type = 'user' AND h.changes ? 'assignee_id')
FOR NO KEY UPDATE OF g;
-- returns ticketId integer
WITH chosen AS (
  SELECT u.id FROM team_members m JOIN users u ON u.id = m.user_id
  WHERE m.team_id = $1 AND u.active AND u.role IN ('agent', 'admin')
  ORDER BY u.id <= $2, u.id LIMIT 1
), remembered AS (
  UPDATE teams SET last_assigned_id = chosen.id FROM chosen WHERE teams.id = $3
), written AS (
  UPDATE tickets t SET assignee_id = chosen.id, version = t.version + 1, updated_at = now()
  FROM chosen WHERE t.id = $4 RETURNING t.id, t.assignee_id
)
INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
SELECT id, 'rule', $5, jsonb_build_object('assignee_id', jsonb_build_array(NULL, assignee_id))
FROM written RETURNING ticket_id AS "ticketId";
-- returns teamId integer, assignment team_assignment, lastAssignedId integer?
SELECT g.id AS "teamId", g.assignment, g.last_assigned_id AS "lastAssignedId"
FROM tickets t JOIN teams g ON g.id = t.team_id
WHERE t.id = $1 AND g.assignment <> 'off' AND t.assignee_id IS NULL AND t.deleted_at IS NULL
  AND t.status IN ('open', 'in_progress', 'waiting')
  AND NOT EXISTS (
    SELECT FROM ticket_history h WHERE h.ticket_id = t.id AND h.actor_type = 'user' AND h.changes ? 'assignee_id')
FOR NO KEY UPDATE OF g;
-- returns ticketId integer
WITH chosen AS (
  SELECT u.id FROM team_members m JOIN users u ON u.id = m.user_id
  WHERE m.team_id = $1 AND u.active AND u.role IN ('agent', 'admin')
  ORDER BY (SELECT coalesce(sum(w.n), 0) FROM ticket_workload w
      WHERE w.assignee_id = u.id AND w.status IN ('open', 'in_progress', 'waiting')), u.id LIMIT 1
), remembered AS (
  UPDATE teams SET last_assigned_id = chosen.id FROM chosen WHERE teams.id = $2
), written AS (
  UPDATE tickets t SET assignee_id = chosen.id, version = t.version + 1, updated_at = now()
  FROM chosen WHERE t.id = $3 RETURNING t.id, t.assignee_id
)
INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
SELECT id, 'rule', $4, jsonb_build_object('assignee_id', jsonb_build_array(NULL, assignee_id))
FROM written RETURNING ticket_id AS "ticketId";
