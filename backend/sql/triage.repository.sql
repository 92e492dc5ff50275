-- Statements of src/classification/triage.repository.ts, written by `npm run sql:generate`.

-- applyAnswer
-- returns version integer, publicVersion integer, teamId integer, requesterId integer?
WITH before AS (
  SELECT id, category, priority, triage_state, triage_source,
    category_given AND category <> $1::ticket_category OR priority_given AND priority <> $2::ticket_priority AS disagrees
  FROM tickets WHERE id = $3 AND deleted_at IS NULL FOR UPDATE
), verdict AS (
  SELECT NOT $4::boolean AND $5::real < coalesce(apply_at::float8,
      $6) AS held,
    coalesce($7::real >= settle_at AND NOT $8::boolean AND $9::boolean
      -- If the requester asked for other values, an agent decides.
      AND NOT (SELECT disagrees FROM before), false) AS settles
  FROM (VALUES ($10::ticket_category)) AS suggested (category) LEFT JOIN triage_thresholds USING (category)
), written AS (
  UPDATE tickets t SET
    category = CASE WHEN t.category_given THEN t.category WHEN v.held THEN 'general' ELSE $11::ticket_category END,
    priority = CASE WHEN t.priority_given THEN t.priority WHEN v.held THEN 'medium' ELSE $12::ticket_priority END,
    triage_state = CASE WHEN v.settles THEN 'accepted' ELSE 'suggested' END::triage_state,
    held = v.held, self_settled = v.settles,
    evidence = $13::text[], abstained = $14::boolean, hostile = $15::boolean, triage_source = $16::triage_source,
      triage_model = $17,
    suggested_category = $18::ticket_category, suggested_priority = $19::ticket_priority,
    confidence = $20::real, rationale = $21, degraded_reason = $22, classified_at = coalesce($23::timestamptz, now()),
    triage_due_at = CASE WHEN v.settles THEN NULL ELSE now() + make_interval(secs => $24::double precision) END,
    triage_claims = 0, version = t.version + 1, updated_at = now()
  FROM before, verdict v
  WHERE t.id = before.id AND (
    t.triage_state = 'pending' OR
    t.triage_state = 'suggested' AND t.triage_source IN ('local', 'default')
      AND $25::triage_source NOT IN ('local', 'default') OR
    t.triage_state = 'suggested' AND t.classified_at = $26::timestamptz
  )
  RETURNING t.id, t.version, t.internal_updates, t.team_id, t.requester_id, t.category, t.priority, t.triage_state,
      t.triage_source
), recorded AS (
  INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
  SELECT w.id, 'triage', 'Triage (' || w.triage_source || ')', jsonb_strip_nulls(jsonb_build_object(
    'category', CASE WHEN b.category <> w.category THEN jsonb_build_array(b.category, w.category) END,
    'priority', CASE WHEN b.priority <> w.priority THEN jsonb_build_array(b.priority, w.priority) END,
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
  SELECT id, category, priority FROM tickets WHERE id = $1 AND deleted_at IS NULL FOR UPDATE
), written AS (
  UPDATE tickets t SET
    category = CASE WHEN t.category_given THEN t.category ELSE f.category END,
    priority = CASE WHEN t.priority_given THEN t.priority ELSE f.priority END,
    triage_source = f.source, triage_model = f.model,
    suggested_category = f."suggestedCategory", suggested_priority = f."suggestedPriority",
    confidence = f.confidence, rationale = f.rationale, evidence = f.evidence, abstained = f.abstained,
    held = f.held, degraded_reason = f."degradedReason", classified_at = f."classifiedAt",
    version = t.version + 1, updated_at = now()
  FROM before, jsonb_to_record($2::jsonb) AS f (category ticket_category, priority ticket_priority,
    source triage_source, model text, "suggestedCategory" ticket_category, "suggestedPriority" ticket_priority,
    confidence real, rationale text, evidence text[], abstained boolean, held boolean, "degradedReason" text,
    "classifiedAt" timestamptz)
  WHERE t.id = before.id AND t.triage_state = 'suggested' AND t.classified_at = $3::timestamptz
  RETURNING t.id, t.version, t.internal_updates, t.team_id, t.requester_id, t.category, t.priority
), recorded AS (
  INSERT INTO ticket_history (ticket_id, actor_type, actor_name, changes)
  SELECT w.id, 'triage', 'Triage (taken back)', jsonb_strip_nulls(jsonb_build_object(
    'category', CASE WHEN b.category <> w.category THEN jsonb_build_array(b.category, w.category) END,
    'priority', CASE WHEN b.priority <> w.priority THEN jsonb_build_array(b.priority, w.priority) END))
  FROM written w JOIN before b USING (id)
)
SELECT version, version - internal_updates AS "publicVersion", team_id AS "teamId",
      requester_id AS "requesterId" FROM written;
update "classifications"
set "applied" = $1
where "id" = (select max("id") as "id"
from "classifications"
where "ticket_id" = $2 and "applied" = $3);
