-- Statements of src/classification/learning/local-models.repository.ts, written by `npm run sql:generate`.

-- list
-- returns id integer, name text, base text, decisions integer, report jsonb, impact jsonb?, gate jsonb?, state text, createdAt timestamp with time zone, activatedAt timestamp with time zone?, reviewedBy json?, reviewedAt timestamp with time zone?
SELECT m.id, m.name, m.base, m.decisions, m.report, m.impact, m.gate, m.state, m.created_at AS "createdAt",
  m.activated_at AS "activatedAt", m.reviewed_at AS "reviewedAt",
  CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS "reviewedBy"
FROM local_models m LEFT JOIN users u ON u.id = m.reviewed_by ORDER BY m.id DESC;

-- find
-- returns id integer, name text, base text, decisions integer, report jsonb, impact jsonb?, gate jsonb?, state text, createdAt timestamp with time zone, activatedAt timestamp with time zone?, reviewedBy json?, reviewedAt timestamp with time zone?
SELECT m.id, m.name, m.base, m.decisions, m.report, m.impact, m.gate, m.state, m.created_at AS "createdAt",
  m.activated_at AS "activatedAt", m.reviewed_at AS "reviewedAt",
  CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS "reviewedBy"
FROM local_models m LEFT JOIN users u ON u.id = m.reviewed_by WHERE m.id = $1;

-- newest
-- returns id integer, name text, base text, decisions integer, report jsonb, impact jsonb?, gate jsonb?, state text, createdAt timestamp with time zone, activatedAt timestamp with time zone?, reviewedBy json?, reviewedAt timestamp with time zone?
SELECT m.id, m.name, m.base, m.decisions, m.report, m.impact, m.gate, m.state, m.created_at AS "createdAt",
  m.activated_at AS "activatedAt", m.reviewed_at AS "reviewedAt",
  CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS "reviewedBy"
FROM local_models m LEFT JOIN users u ON u.id = m.reviewed_by ORDER BY m.id DESC LIMIT 1;

-- activeId
select "id" from "local_models" where "state" = $1 and "base" = $2;

-- approvedId
select "id"
from "local_models"
where "reviewed_at" is not null and "activated_at" is not null and "base" = $1
order by "activated_at" desc
limit $2;

-- read
select "file" from "local_models" where "id" = $1 and "base" = $2;

-- save
insert into "local_models" ("name", "base", "decisions", "file", "state", "report", "impact", "gate")
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning "id";
update "local_models" set "state" = $1 where "state" = $2;
update "local_models" set "state" = $1 where "id" = $2;
delete
from "local_models"
where "state" <> $1 and "id" not in (select "id"
from "local_models"
where "reviewed_at" is not null and "activated_at" is not null
order by "activated_at" desc
limit $2) and "id" <= (select "id"
from "local_models"
order by "id" desc
limit $3 offset $4);

-- activate
update "local_models" set "state" = $1 where "state" = $2 and "id" is distinct from $3;
update "local_models"
set "state" = $1, "activated_at" = now(), "reviewed_by" = $2, "reviewed_at" = now()
where "id" = $3;

-- review
update "local_models" set "state" = $1, "reviewed_by" = $2, "reviewed_at" = now() where "id" = $3 and "state" = $4;

-- lockTraining
-- returns mine boolean
SELECT pg_try_advisory_xact_lock($1) AS mine;

-- startAttempt
INSERT INTO learning_attempts DEFAULT VALUES ON CONFLICT (id) DO UPDATE SET started_at = now();

-- endAttempt
delete from "learning_attempts";

-- isTraining
-- returns held boolean
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0
AND objid = $1 AND objsubid = 1
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS held;

-- hasAttemptSince
select "id" from "learning_attempts" where "started_at" > now() - make_interval(mins => $1);
