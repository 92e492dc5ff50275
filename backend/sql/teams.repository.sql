-- Statements of src/identity/teams/teams.repository.ts, written by `npm run sql:generate`.

-- list
-- returns id integer, name text, confidential boolean, open_tickets integer, sends_mail boolean, members json, assignment team_assignment, auto_close_days integer?
SELECT g.id, g.name, g.confidential, g.assignment, g.auto_close_days,
  (CASE WHEN g.id = 1
    THEN (SELECT coalesce(sum(n), 0) FROM ticket_counts WHERE status = 'open') - (SELECT coalesce(sum(n),
      0) FROM team_ticket_counts WHERE status = 'open')
    ELSE (SELECT coalesce(sum(n),
      0) FROM team_ticket_counts WHERE status = 'open' AND team_id = g.id) END)::int AS open_tickets,
  (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) ORDER BY lower(u.name), u.id), '[]')
    FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = g.id) AS members,
  EXISTS (SELECT FROM mailboxes b WHERE b.team_id = g.id AND b.active AND b.smtp_host IS NOT NULL) AS sends_mail
FROM teams g WHERE true
ORDER BY lower(g.name), g.id;
-- returns id integer, name text, confidential boolean, open_tickets integer, sends_mail boolean, members json, assignment team_assignment, auto_close_days integer?
SELECT g.id, g.name, g.confidential, g.assignment, g.auto_close_days,
  (CASE WHEN g.id = 1
    THEN (SELECT coalesce(sum(n), 0) FROM ticket_counts WHERE status = 'open') - (SELECT coalesce(sum(n),
      0) FROM team_ticket_counts WHERE status = 'open')
    ELSE (SELECT coalesce(sum(n),
      0) FROM team_ticket_counts WHERE status = 'open' AND team_id = g.id) END)::int AS open_tickets,
  (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name) ORDER BY lower(u.name), u.id), '[]')
    FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = g.id) AS members,
  EXISTS (SELECT FROM mailboxes b WHERE b.team_id = g.id AND b.active AND b.smtp_host IS NOT NULL) AS sends_mail
FROM teams g WHERE g.id = ANY ($1::integer[])
ORDER BY lower(g.name), g.id;

-- isAssignableInAny

-- lockTeams
select "id", "confidential" from "teams" order by "id" for no key update;

-- findAgents
-- returns id integer
SELECT u.id FROM users u WHERE u.id = ANY ($1::integer[]) AND u.active AND u.role IN ('agent', 'admin');

-- setMembers
DELETE FROM team_members WHERE team_id = $1 AND user_id <> ALL ($2::integer[]);
INSERT INTO team_members (team_id, user_id) SELECT $1, id FROM unnest($2::integer[]) AS id ON CONFLICT DO NOTHING;

-- findAssignable
-- returns userId integer, teamId integer
SELECT u.id AS "userId", g.id AS "teamId" FROM users u CROSS JOIN teams g
  WHERE u.id = ANY ($1::integer[]) AND g.id = ANY ($2::integer[]) AND u.active AND u.role IN ('agent', 'admin') AND (
EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id)
OR NOT EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id)
  AND (NOT g.confidential OR u.role IN ('admin')));
