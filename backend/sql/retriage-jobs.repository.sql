-- Statements of src/classification/retriage/retriage-jobs.repository.ts, written by `npm run sql:generate`.

-- create
-- returns id integer
INSERT INTO triage_runs (created_by, source, filter, state, total, up_to)
    SELECT $1, $2, $3::jsonb, 'previewing', count(*), coalesce(max(id), 0) FROM tickets t
    WHERE
t.triage_state = 'suggested' AND t.deleted_at IS NULL
AND ($4::jsonb -> 'category' IS NULL OR $5::jsonb -> 'category' ? t.category::text)
AND ($6::jsonb -> 'priority' IS NULL OR $7::jsonb -> 'priority' ? t.priority::text)
AND ($8::jsonb -> 'source' IS NULL OR $9::jsonb -> 'source' ? t.triage_source::text)
AND ($10::jsonb ->> 'createdAfter' IS NULL OR t.created_at >= ($11::jsonb ->> 'createdAfter')::timestamptz)
AND ($12::jsonb ->> 'createdBefore' IS NULL OR t.created_at < ($13::jsonb ->> 'createdBefore')::timestamptz) RETURNING id;

-- list
-- returns id integer, createdAt timestamp with time zone, createdBy json, source triage_source, filter jsonb, state text, paused boolean, total integer, seen integer, failed integer, costUsd double precision, finishedAt timestamp with time zone?
SELECT r.id, r.created_at AS "createdAt", json_build_object('id', u.id, 'name', u.name) AS "createdBy", r.source,
  r.filter, r.state, r.paused, r.total, r.seen, r.failed, r.cost_usd AS "costUsd", r.finished_at AS "finishedAt"
FROM triage_runs r JOIN users u ON u.id = r.created_by ORDER BY r.id DESC LIMIT 50;

-- find
-- returns id integer, createdAt timestamp with time zone, createdBy json, source triage_source, filter jsonb, state text, paused boolean, total integer, seen integer, failed integer, costUsd double precision, finishedAt timestamp with time zone?
SELECT r.id, r.created_at AS "createdAt", json_build_object('id', u.id, 'name', u.name) AS "createdBy", r.source,
  r.filter, r.state, r.paused, r.total, r.seen, r.failed, r.cost_usd AS "costUsd", r.finished_at AS "finishedAt"
FROM triage_runs r JOIN users u ON u.id = r.created_by WHERE r.id = $1;

-- transition
update "triage_runs"
set "state" = $1, "paused" = $2, "cursor" = $3, "leased_until" = $4, "finished_at" = $5
where "id" = $6 and "state" = $7;

-- pause
update "triage_runs" set "paused" = $1 where "id" = $2 and "state" in ($3, $4, $5);

-- discard
delete from "triage_runs" where "id" = $1 and "state" in ($2, $3, $4);

-- summarize
-- returns states jsonb?, moves json?
SELECT
(SELECT jsonb_object_agg(state, n) FROM (
  SELECT state, count(*)::int AS n FROM triage_run_tickets WHERE run_id = $1 GROUP BY state) s) AS states,
(SELECT json_agg(m ORDER BY m.n DESC) FROM (
  SELECT json_build_object('category', before ->> 'suggestedCategory', 'priority',
      before ->> 'suggestedPriority') AS from,
    json_build_object('category', after ->> 'category', 'priority', after ->> 'priority') AS to, n
  FROM (
    SELECT jsonb_build_object('suggestedCategory', before -> 'suggestedCategory', 'suggestedPriority',
      before -> 'suggestedPriority') AS before,
      jsonb_build_object('category', after -> 'category', 'priority', after -> 'priority') AS after, count(*)::int AS n
    FROM triage_run_tickets WHERE run_id = $2 GROUP BY 1, 2) g
) m) AS moves;

-- tickets
-- returns ticketId integer, before jsonb, after jsonb, state text, title text
SELECT c.ticket_id AS "ticketId", t.title, c.before, c.after, c.state
FROM triage_run_tickets c JOIN tickets t ON t.id = c.ticket_id
WHERE c.run_id = $1 AND c.ticket_id > $2::bigint ORDER BY c.ticket_id LIMIT $3;

-- lease
-- returns id integer
UPDATE triage_runs SET leased_until = now() + make_interval(secs => $1)
WHERE id = (
  SELECT id FROM triage_runs
  WHERE state IN ('previewing', 'running', 'undoing') AND NOT paused
    AND (leased_until IS NULL OR leased_until < now())
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id;

-- extendLease
update "triage_runs" set "leased_until" = now() + make_interval(secs => $1) where "id" = $2;

-- release
update "triage_runs" set "leased_until" = $1 where "id" = $2;

-- findWork
-- returns id integer, source triage_source, state text, cursor integer
SELECT id, source, state, cursor FROM triage_runs
WHERE id = $1 AND state IN ('previewing', 'running', 'undoing') AND NOT paused;

-- candidates
-- returns id integer, title text, description text, before json
SELECT t.id, t.title, t.description, json_build_object(
  'category', t.category, 'priority', t.priority, 'source', t.triage_source, 'model', t.triage_model,
  'suggestedCategory', t.suggested_category, 'suggestedPriority', t.suggested_priority,
  'topicId', t.topic_id, 'suggestedTopicId', t.suggested_topic_id,
  'confidence', t.confidence, 'rationale', t.rationale, 'evidence', t.evidence, 'abstained', t.abstained,
  'held', t.held, 'degradedReason', t.degraded_reason, 'classifiedAt', t.classified_at) AS before
FROM triage_runs r JOIN tickets t ON t.id > r.cursor AND t.id <= r.up_to
WHERE r.id = $1 AND
t.triage_state = 'suggested' AND t.deleted_at IS NULL
AND (r.filter -> 'category' IS NULL OR r.filter -> 'category' ? t.category::text)
AND (r.filter -> 'priority' IS NULL OR r.filter -> 'priority' ? t.priority::text)
AND (r.filter -> 'source' IS NULL OR r.filter -> 'source' ? t.triage_source::text)
AND (r.filter ->> 'createdAfter' IS NULL OR t.created_at >= (r.filter ->> 'createdAfter')::timestamptz)
AND (r.filter ->> 'createdBefore' IS NULL OR t.created_at < (r.filter ->> 'createdBefore')::timestamptz)
ORDER BY t.id LIMIT $2;

-- findTickets
-- returns ticketId integer, before jsonb, after jsonb, state text
SELECT c.ticket_id AS "ticketId", c.before, c.after, c.state
FROM triage_run_tickets c JOIN triage_runs r ON r.id = c.run_id
WHERE c.run_id = $1 AND c.state = $2 AND c.ticket_id > r.cursor ORDER BY c.ticket_id LIMIT $3;

-- insertProposals
INSERT INTO triage_run_tickets (run_id, ticket_id, before, after, state)
SELECT $1, "ticketId", before, after, 'proposed'
FROM jsonb_to_recordset($2::jsonb) AS p ("ticketId" integer, before jsonb, after jsonb);

-- setTicketState
update "triage_run_tickets" set "state" = $1 where "run_id" = $2 and "ticket_id" = $3;

-- advance
update "triage_runs"
set "cursor" = $1, "seen" = "seen" + $2, "failed" = "failed" + $3, "cost_usd" = "cost_usd" + $4,
  "leased_until" = now() + make_interval(secs => $5)
where "id" = $6;

-- finish
update "triage_runs" set "state" = $1, "leased_until" = $2, "finished_at" = now() where "id" = $3 and "state" = $4;
