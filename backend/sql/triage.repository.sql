-- Statements of src/classification/triage.repository.ts, written by `npm run sql:generate`.

-- applyAnswer
-- returns version integer, publicVersion integer, teamId integer, requesterId integer?
WITH before AS (
  SELECT id, category, priority, topic_id, triage_state, triage_source,
    category_given AND category <> $1::ticket_category OR priority_given AND priority <> $2::ticket_priority AS disagrees
  FROM tickets WHERE id = $3 AND deleted_at IS NULL FOR UPDATE
), topic AS (
  -- It may have been deleted or deactivated since.
  SELECT id FROM topics
  WHERE id = $4::integer AND active AND category = $5::ticket_category
  FOR SHARE
), verdict AS (
  SELECT NOT $6::boolean AND $7::real < coalesce(apply_at::float8,
      $8) AS held,
    coalesce($9::real >= settle_at AND NOT $10::boolean AND $11::boolean
      -- If the requester asked for other values, an agent decides.
      AND NOT (SELECT disagrees FROM before), false) AS settles
  FROM (VALUES ($12::ticket_category)) AS suggested (category) LEFT JOIN triage_thresholds USING (category)
), written AS (
  UPDATE tickets t SET
    category = CASE WHEN t.category_given THEN t.category WHEN v.held THEN 'general' ELSE $13::ticket_category END,
    priority = CASE WHEN t.priority_given THEN t.priority WHEN v.held THEN 'medium' ELSE $14::ticket_priority END,
    -- A category that was given may come from a given topic, and neither is replaced.
    topic_id = CASE WHEN t.category_given THEN t.topic_id WHEN v.held OR $15::boolean OR $16::boolean THEN NULL
      ELSE (SELECT id FROM topic) END,
    suggested_topic_id = (SELECT id FROM topic),
    triage_state = CASE WHEN v.settles THEN 'accepted' ELSE 'suggested' END::triage_state,
    held = v.held, self_settled = v.settles,
    evidence = $17::text[], abstained = $18::boolean, hostile = $19::boolean, triage_source = $20::triage_source,
      triage_model = $21,
    suggested_category = $22::ticket_category, suggested_priority = $23::ticket_priority,
    confidence = $24::real, rationale = $25, degraded_reason = $26, classified_at = coalesce($27::timestamptz, now()),
    triage_due_at = CASE WHEN v.settles THEN NULL ELSE now() + make_interval(secs => $28::double precision) END,
    triage_claims = 0, version = t.version + 1, updated_at = now()
  FROM before, verdict v
  WHERE t.id = before.id AND (
    t.triage_state = 'pending' OR
    t.triage_state = 'suggested' AND t.triage_source IN ('local', 'default')
      AND $29::triage_source NOT IN ('local', 'default') OR
    t.triage_state = 'suggested' AND t.classified_at = $30::timestamptz
  )
  RETURNING t.id, t.version, t.internal_updates, t.team_id, t.requester_id, t.category, t.priority, t.topic_id,
      t.triage_state, t.triage_source
), recorded AS (
  INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
  SELECT w.id, 'triage', 'Triage (' || w.triage_source || ')', jsonb_strip_nulls(jsonb_build_object(
    'category', CASE WHEN b.category <> w.category THEN jsonb_build_array(b.category, w.category) END,
    'priority', CASE WHEN b.priority <> w.priority THEN jsonb_build_array(b.priority, w.priority) END,
    'topic', CASE WHEN b.topic_id IS DISTINCT FROM w.topic_id THEN jsonb_build_array(
(SELECT name FROM topics WHERE id = b.topic_id), (SELECT name FROM topics WHERE id = w.topic_id)) END,
    'triage_state', CASE WHEN b.triage_state <> w.triage_state
      THEN jsonb_build_array(b.triage_state, w.triage_state) END,
    'triage_source', CASE WHEN b.triage_source IS DISTINCT FROM w.triage_source
      THEN jsonb_build_array(b.triage_source, w.triage_source) END))
  FROM written w JOIN before b USING (id)
)
SELECT version, version - internal_updates AS "publicVersion", team_id AS "teamId",
      requester_id AS "requesterId" FROM written;
INSERT INTO "classifications"("id", "ticket_id", "source", "model", "prompt_version", "category", "priority",
  "confidence", "rationale", "evidence", "abstained", "latency_ms", "input_tokens", "output_tokens", "cost_usd",
  "degraded_reason", "applied", "decision", "decided_category", "decided_priority", "decided_at", "created_at")
VALUES (DEFAULT, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, DEFAULT, DEFAULT, DEFAULT,
  DEFAULT, DEFAULT)
RETURNING "id", "evidence", "abstained", "created_at";

-- readPendingTriage
-- returns title text, description text, state triage_state, classifiedAt timestamp with time zone?, claims smallint
SELECT title, description, triage_state AS state, classified_at AS "classifiedAt", triage_claims AS claims FROM tickets
WHERE id = $1 AND triage_due_at IS NOT NULL AND deleted_at IS NULL;

-- claimDueTriage
-- returns id integer
UPDATE tickets SET triage_due_at = now() + make_interval(secs => $1)
WHERE id IN (
  SELECT id FROM tickets
  WHERE triage_state = $2 AND triage_due_at <= now() + make_interval(secs => $3) AND deleted_at IS NULL
  ORDER BY triage_due_at LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING id;

-- resetExcessivePostponements
update "tickets"
set "triage_due_at" = now()
where "triage_state" = 'pending' and "triage_due_at" > now() + make_interval(secs => $1) and "deleted_at" is null and "external_source" is null;

-- claimTriage
-- returns id integer, title text, description text, state triage_state, classifiedAt timestamp with time zone?, claims smallint
UPDATE tickets SET triage_due_at = now() + make_interval(secs => $1), triage_claims = triage_claims + 1
WHERE id = $2 AND triage_state = $3 AND triage_due_at <= now() + make_interval(secs => $4)
  AND deleted_at IS NULL
RETURNING id, title, description, triage_state AS state, classified_at AS "classifiedAt", triage_claims AS claims;

-- resumeTriage
-- returns id integer, title text, description text, state triage_state, classifiedAt timestamp with time zone?, claims smallint
UPDATE tickets SET triage_claims = triage_claims + 1
WHERE id = $1 AND triage_state = $2 AND triage_claims = $3 AND triage_due_at IS NOT NULL
  AND deleted_at IS NULL
RETURNING id, title, description, triage_state AS state, classified_at AS "classifiedAt", triage_claims AS claims;

-- releaseClaims
UPDATE tickets SET triage_claims = triage_claims - 1 WHERE id = ANY ($1) AND triage_claims > 0;

-- claimTriageBatch
-- returns id integer, title text, description text, state triage_state, classifiedAt timestamp with time zone?, claims smallint
UPDATE tickets SET triage_due_at = now() + make_interval(secs => $1), triage_claims = 1
WHERE id IN (
  SELECT id FROM tickets
  WHERE triage_state = $2 AND triage_due_at <= now() + make_interval(secs => $3) AND deleted_at IS NULL AND triage_claims = 0
  ORDER BY created_at DESC, id DESC LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING id, title, description,
      triage_state AS state, classified_at AS "classifiedAt", triage_claims AS claims;
-- returns id integer, title text, description text, state triage_state, classifiedAt timestamp with time zone?, claims smallint
UPDATE tickets SET triage_due_at = now() + make_interval(secs => $1), triage_claims = 1
WHERE id IN (
  SELECT id FROM tickets
  WHERE triage_state = $2 AND triage_due_at <= now() + make_interval(secs => $3) AND deleted_at IS NULL AND triage_claims = 0
  ORDER BY triage_due_at LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING id, title, description, triage_state AS state,
      classified_at AS "classifiedAt", triage_claims AS claims;

-- renewClaim
UPDATE tickets SET triage_due_at = now() + make_interval(secs => $1)
WHERE id = ANY ($2) AND triage_state = $3 AND triage_due_at > now() + make_interval(secs => $4);

-- postponeImprovement
UPDATE tickets SET triage_due_at = now() + make_interval(secs => $1), triage_claims = 0
WHERE id = $2 AND triage_state = 'suggested' AND triage_source IN ('local', 'default');

-- revertSuggestion
-- returns version integer, publicVersion integer, teamId integer, requesterId integer?
WITH before AS (
  SELECT id, category, priority, topic_id FROM tickets WHERE id = $1 AND deleted_at IS NULL FOR UPDATE
), written AS (
  UPDATE tickets t SET
    category = CASE WHEN t.category_given THEN t.category ELSE f.category END,
    priority = CASE WHEN t.priority_given THEN t.priority ELSE f.priority END,
    -- A topic may have been deleted since.
    topic_id = CASE WHEN t.category_given THEN t.topic_id ELSE (SELECT id FROM topics WHERE id = f."topicId") END,
    suggested_topic_id = (SELECT id FROM topics WHERE id = f."suggestedTopicId"),
    triage_source = f.source, triage_model = f.model,
    suggested_category = f."suggestedCategory", suggested_priority = f."suggestedPriority",
    confidence = f.confidence, rationale = f.rationale, evidence = f.evidence, abstained = f.abstained,
    held = f.held, degraded_reason = f."degradedReason", classified_at = f."classifiedAt",
    version = t.version + 1, updated_at = now()
  FROM before, jsonb_to_record($2::jsonb) AS f (category ticket_category, priority ticket_priority,
    source triage_source, model text, "suggestedCategory" ticket_category, "suggestedPriority" ticket_priority,
    confidence real, rationale text, evidence text[], abstained boolean, held boolean, "degradedReason" text,
      "topicId" integer, "suggestedTopicId" integer,
    "classifiedAt" timestamptz)
  WHERE t.id = before.id AND t.triage_state = 'suggested' AND t.classified_at = $3::timestamptz
  RETURNING t.id, t.version, t.internal_updates, t.team_id, t.requester_id, t.category, t.priority, t.topic_id
), recorded AS (
  INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
  SELECT w.id, 'triage', 'Triage (taken back)', jsonb_strip_nulls(jsonb_build_object(
    'category', CASE WHEN b.category <> w.category THEN jsonb_build_array(b.category, w.category) END,
    'priority', CASE WHEN b.priority <> w.priority THEN jsonb_build_array(b.priority, w.priority) END,
    'topic', CASE WHEN b.topic_id IS DISTINCT FROM w.topic_id THEN jsonb_build_array(
(SELECT name FROM topics WHERE id = b.topic_id), (SELECT name FROM topics WHERE id = w.topic_id)) END))
  FROM written w JOIN before b USING (id)
)
SELECT version, version - internal_updates AS "publicVersion", team_id AS "teamId",
      requester_id AS "requesterId" FROM written;
update "classifications"
set "applied" = $1
where "id" = (select max("id") as "id"
from "classifications"
where "ticket_id" = $2 and "applied" = $3);
