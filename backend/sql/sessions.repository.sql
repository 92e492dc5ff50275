-- Statements of src/identity/auth/sessions.repository.ts, written by `npm run sql:generate`.

-- rotate
-- returns id integer, name text, email text, role user_role
UPDATE sessions s SET previous_token_hash = token_hash, token_hash = $1, refreshed_at = now(),
  expires_at = $2
FROM users u
WHERE s.id = $3 AND s.token_hash = $4 AND s.expires_at > now() AND u.id = s.user_id AND u.active
RETURNING u.id, u.name, u.email, u.role;

-- findByPreviousToken
select "u"."id", "u"."name", "u"."email", "u"."role"
from "sessions" as "s"
inner
join "users" as "u" on "u"."id" = "s"."user_id"
where "s"."id" = $1 and "s"."previous_token_hash" = $2 and "s"."refreshed_at" > now() - make_interval(secs => $3) and "u"."active" = $4;

-- findPeopleBySession
-- returns id integer, name text, email text, role user_role, teams integer[]?, session_id uuid, recent boolean
SELECT s.id AS session_id, u.id, u.name, u.email, u.role,
    s.verified_at > now() - make_interval(secs => $1) AS recent, CASE WHEN u.role IN ('agent')
AND EXISTS (SELECT FROM teams g WHERE g.confidential AND NOT EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id))
THEN ARRAY(SELECT g.id FROM teams g WHERE NOT g.confidential OR EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id) ORDER BY g.id) END AS teams
  FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ANY ($2::uuid[]) AND u.active;

-- findPeopleByToken
-- returns id integer, name text, email text, role user_role, teams integer[]?, token_hash text, scope token_scope, token_id integer, stale boolean
SELECT u.id, u.name, u.email, LEAST(u.role, t.role) AS role, t.token_hash, t.scope, t.id AS token_id,
    t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS stale,
    CASE WHEN LEAST(u.role, t.role) IN ('agent')
AND EXISTS (SELECT FROM teams g WHERE g.confidential AND NOT EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id))
THEN ARRAY(SELECT g.id FROM teams g WHERE NOT g.confidential OR EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id) ORDER BY g.id) END AS teams
  FROM api_tokens t JOIN users u ON u.id = t.user_id
  WHERE t.token_hash = ANY ($1::text[]) AND t.expires_at > now() AND u.active;

-- findPersonByTokenId
-- returns id integer, name text, email text, role user_role, teams integer[]?
SELECT u.id, u.name, u.email, LEAST(u.role, t.role) AS role, CASE WHEN LEAST(u.role, t.role) IN ('agent')
AND EXISTS (SELECT FROM teams g WHERE g.confidential AND NOT EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id))
THEN ARRAY(SELECT g.id FROM teams g WHERE NOT g.confidential OR EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id) ORDER BY g.id) END AS teams
  FROM api_tokens t JOIN users u ON u.id = t.user_id
  WHERE t.id = $1 AND t.expires_at > now() AND u.active;

-- touchToken
update "api_tokens" set "last_used_at" = now() where "id" = $1;

-- confirm
update "sessions" set "verified_at" = now() where "id" = $1;

-- revokeReplayed
delete from "sessions" where "id" = $1 returning "user_id";
delete from "sessions" where "id" = $1 and "previous_token_hash" = $2 returning "user_id";

-- limitSessions
delete
from "sessions"
where "id" in (select "id"
from "sessions"
where "user_id" = $1
order by "refreshed_at" desc offset $2);

-- purgeSessions
delete from "sessions" where "expires_at" < now();

-- purgeResetLinks
delete from "password_resets" where "expires_at" < now();

-- purgeTokens
delete from "api_tokens" where "expires_at" < now() - make_interval(days => $1);

-- lockUserAndSession
select "id" from "users" where "id" = $1 and "active" = $2 for no key update;
select "id" from "sessions" where "id" = $1 and "user_id" = $2 for share;

-- claimResetLink
delete
from "password_resets" as "r" using "users" as "u"
where "r"."token_hash" = $1 and "r"."expires_at" > now() and "u"."id" = "r"."user_id" and "u"."active" = $2;
