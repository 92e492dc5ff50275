-- Statements of src/classification/triage-backlog.repository.ts, written by `npm run sql:generate`.

-- countPending
-- returns n integer
SELECT (SELECT coalesce(sum(n), 0)::int FROM ticket_counts WHERE triage_state = 'pending') AS n;

-- readTriageBacklog
-- returns pending integer, oldestPendingSeconds double precision, decisions json
SELECT
(SELECT coalesce(sum(n), 0)::int FROM ticket_counts WHERE triage_state = 'pending') AS pending,
coalesce(extract(epoch FROM now() - (
  SELECT created_at FROM tickets
  WHERE triage_state = 'pending' AND classified_at IS NULL AND deleted_at IS NULL
  ORDER BY created_at, id LIMIT 1
))::float8, 0) AS "oldestPendingSeconds",
(SELECT coalesce(json_agg(d), '[]') FROM (
  SELECT triage_state AS decision, triage_source AS source, sum(n)::int AS tickets FROM ticket_counts
  WHERE triage_state IN ('accepted', 'overridden') GROUP BY triage_state, triage_source
) d) AS decisions;
