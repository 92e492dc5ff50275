-- Statements of src/stats/stats.repository.ts, written by `npm run sql:generate`.

-- countByStatus
-- returns open integer, in_progress integer, waiting integer, resolved integer, closed integer
SELECT coalesce(sum(n) FILTER (WHERE status = 'open'), 0)::int AS "open",
  coalesce(sum(n) FILTER (WHERE status = 'in_progress'), 0)::int AS "in_progress",
  coalesce(sum(n) FILTER (WHERE status = 'waiting'), 0)::int AS "waiting",
  coalesce(sum(n) FILTER (WHERE status = 'resolved'), 0)::int AS "resolved",
  coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)::int AS "closed"
FROM "ticket_counts";

-- countByPriority
-- returns priority ticket_priority, open integer, in_progress integer, waiting integer, resolved integer, closed integer
SELECT priority, coalesce(sum(n) FILTER (WHERE status = 'open'), 0)::int AS "open",
  coalesce(sum(n) FILTER (WHERE status = 'in_progress'), 0)::int AS "in_progress",
  coalesce(sum(n) FILTER (WHERE status = 'waiting'), 0)::int AS "waiting",
  coalesce(sum(n) FILTER (WHERE status = 'resolved'), 0)::int AS "resolved",
  coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)::int AS "closed"
FROM "ticket_counts"
GROUP BY priority;

-- countByTeam
-- returns id integer, name text, open integer, in_progress integer, waiting integer, resolved integer, closed integer
SELECT g.id, g.name, coalesce(sum(n) FILTER (WHERE status = 'open'), 0)::int AS "open",
      coalesce(sum(n) FILTER (WHERE status = 'in_progress'), 0)::int AS "in_progress",
      coalesce(sum(n) FILTER (WHERE status = 'waiting'), 0)::int AS "waiting",
      coalesce(sum(n) FILTER (WHERE status = 'resolved'), 0)::int AS "resolved",
      coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)::int AS "closed"
FROM (
  SELECT team_id, status, n FROM team_ticket_counts
  UNION ALL SELECT 1, status, -n FROM team_ticket_counts
  UNION ALL SELECT 1, status, n FROM ticket_counts
) c JOIN teams g ON g.id = c.team_id
WHERE true
GROUP BY g.id ORDER BY lower(g.name), g.id;
-- returns id integer, name text, open integer, in_progress integer, waiting integer, resolved integer, closed integer
SELECT g.id, g.name, coalesce(sum(n) FILTER (WHERE status = 'open'), 0)::int AS "open",
      coalesce(sum(n) FILTER (WHERE status = 'in_progress'), 0)::int AS "in_progress",
      coalesce(sum(n) FILTER (WHERE status = 'waiting'), 0)::int AS "waiting",
      coalesce(sum(n) FILTER (WHERE status = 'resolved'), 0)::int AS "resolved",
      coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)::int AS "closed"
FROM (
  SELECT team_id, status, n FROM team_ticket_counts
  UNION ALL SELECT 1, status, -n FROM team_ticket_counts
  UNION ALL SELECT 1, status, n FROM ticket_counts
) c JOIN teams g ON g.id = c.team_id
WHERE g.id = ANY ($1::integer[])
GROUP BY g.id ORDER BY lower(g.name), g.id;

-- countByAssignee
-- returns id integer?, open integer, in_progress integer, waiting integer, resolved integer, closed integer, name text?
SELECT w.*, u.name
FROM (
  SELECT assignee_id AS id, coalesce(sum(n) FILTER (WHERE status = 'open'), 0)::int AS "open",
      coalesce(sum(n) FILTER (WHERE status = 'in_progress'), 0)::int AS "in_progress",
      coalesce(sum(n) FILTER (WHERE status = 'waiting'), 0)::int AS "waiting",
      coalesce(sum(n) FILTER (WHERE status = 'resolved'), 0)::int AS "resolved",
      coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)::int AS "closed" FROM "ticket_workload" GROUP BY assignee_id
) w
LEFT JOIN users u USING (id) ORDER BY id;

-- workload
-- returns id integer, name text, active boolean, open integer, in_progress integer, waiting integer
SELECT u.id, u.name, u.active AND u.role IN ('agent', 'admin') AS active,
      coalesce(sum(w.n) FILTER (WHERE w.status = 'open'), 0)::int AS "open",
      coalesce(sum(w.n) FILTER (WHERE w.status = 'in_progress'), 0)::int AS "in_progress",
      coalesce(sum(w.n) FILTER (WHERE w.status = 'waiting'), 0)::int AS "waiting"
FROM users u LEFT JOIN "ticket_workload" "w" ON w.assignee_id = u.id
WHERE ((u.role IN ('agent', 'admin') AND (u.active OR $1)) OR ($2 AND w.assignee_id IS NOT NULL))
  AND true
GROUP BY u.id ORDER BY active DESC, lower(u.name), u.id LIMIT $3;
-- returns id integer, name text, active boolean, open integer, in_progress integer, waiting integer
SELECT u.id, u.name, u.active AND u.role IN ('agent', 'admin') AS active,
      coalesce(sum(w.n) FILTER (WHERE w.status = 'open'), 0)::int AS "open",
      coalesce(sum(w.n) FILTER (WHERE w.status = 'in_progress'), 0)::int AS "in_progress",
      coalesce(sum(w.n) FILTER (WHERE w.status = 'waiting'), 0)::int AS "waiting"
    FROM users u LEFT JOIN (SELECT "assignee_id", "status", sum("n")::bigint AS "n" FROM (SELECT "assignee_id",
      "status", "n" FROM "ticket_workload"
    UNION ALL SELECT "assignee_id", "status",
      -"n" FROM "team_ticket_workload" WHERE team_id <> ALL ($1::integer[])) r GROUP BY "assignee_id",
      "status" HAVING sum("n") <> 0) "w" ON w.assignee_id = u.id
    WHERE ((u.role IN ('agent', 'admin') AND (u.active OR $2)) OR ($3 AND w.assignee_id IS NOT NULL))
      AND EXISTS (SELECT FROM teams g WHERE g.id = ANY ($4::integer[]) AND u.active AND u.role IN ('agent',
      'admin') AND (
EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id AND m.user_id = u.id)
OR NOT EXISTS (SELECT FROM team_members m WHERE m.team_id = g.id)
  AND (NOT g.confidential OR u.role IN ('admin'))))
    GROUP BY u.id ORDER BY active DESC, lower(u.name), u.id LIMIT $5;

-- queue
-- returns today text, counts json?
WITH recent AS (
  SELECT (now() AT TIME ZONE 'UTC')::date - day AS days_ago, status, priority, n
  FROM "ticket_backlog"
  WHERE day > (now() AT TIME ZONE 'UTC')::date - 30
)
SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS today, (SELECT json_agg(c) FROM (
  SELECT age, status, priority, sum(n::int)::int AS n FROM (
    SELECT CASE WHEN days_ago >= 0 AND days_ago <= 0 THEN 'today' WHEN days_ago >= 1 AND days_ago <= 1 THEN 'yesterday' WHEN days_ago >= 2 AND days_ago <= 6 THEN 'week' WHEN days_ago >= 7 AND days_ago <= 29 THEN 'month' WHEN days_ago >= 30  THEN 'older' END AS age,
      status, priority, n FROM recent
    UNION ALL SELECT 'older', status, priority, -n FROM recent
    UNION ALL SELECT 'older', status, priority, n FROM "ticket_counts"
    WHERE status IN ('open', 'in_progress', 'waiting')
  ) c GROUP BY age, status, priority
) c) AS counts;

-- report
-- returns days json, filed json?, solved json, category_decisions json?, priority_decisions json?
SELECT
(SELECT json_agg(to_char(day, 'YYYY-MM-DD') ORDER BY day)
 FROM generate_series($1::date, $2::date, interval '1 day') AS days (day)) AS days,
(SELECT json_agg(f) FROM (
  SELECT day, priority, category, sum(n::int)::int AS n FROM "ticket_filings"
  WHERE day BETWEEN $3::date AND $4::date GROUP BY GROUPING SETS (day, priority, category)
) f) AS filed,
(SELECT json_build_array(array_agg(day - $5::date), array_agg(bucket), array_agg(n::int), sum(seconds)::float8)
 FROM "ticket_solutions" WHERE day BETWEEN $6::date AND $7::date) AS solved,
(SELECT json_agg(c) FROM (
  SELECT day, source, decision, suggested, chosen, sum(n::int)::int AS n
  FROM "triage_category_decisions"
  WHERE day BETWEEN $8::date AND $9::date GROUP BY day, source, decision, suggested, chosen
) c) AS category_decisions,
(SELECT json_agg(p) FROM (
  SELECT suggested, chosen, sum(n::int)::int AS n FROM "triage_priority_decisions"
  WHERE day BETWEEN $10::date AND $11::date GROUP BY suggested, chosen
) p) AS priority_decisions;

-- statistics
-- returns counts json?, age_days integer?, daily json?, buckets json?, decided json?
SELECT
(SELECT json_agg(c) FROM (
  SELECT status, priority, category, triage_state, triage_source, sum(n::int)::int AS n
  FROM "ticket_counts"
  GROUP BY status, priority, category, triage_state, triage_source
) c) AS counts,
(SELECT (now() AT TIME ZONE 'UTC')::date - (
  SELECT day FROM "ticket_days" GROUP BY day HAVING sum(created::int) > 0 ORDER BY day LIMIT 1
)) AS age_days,
(SELECT json_agg(d ORDER BY d.date) FROM (
  SELECT to_char(day, 'YYYY-MM-DD') AS date, coalesce(sum(created::int), 0)::int AS created,
    coalesce(sum(resolved::int), 0)::int AS resolved
  FROM generate_series($1::date, $2::date, interval '1 day') AS days (day)
  LEFT JOIN (SELECT * FROM "ticket_days" WHERE day BETWEEN $3::date AND $4::date) d USING (day)
  GROUP BY day
) d) AS daily,
(SELECT json_agg(b) FROM (
  SELECT bucket, sum(n::int)::int AS n, sum(seconds::float8) AS seconds
  FROM "ticket_resolutions" GROUP BY bucket
) b) AS buckets,
(SELECT json_object_agg(state, n) FROM (
  SELECT state, sum(n::int)::int AS n FROM "triage_decision_counts" GROUP BY state
) d) AS decided;
-- returns counts json?, age_days integer?, daily json?, buckets json?, decided json?
SELECT
  (SELECT json_agg(c) FROM (
    SELECT status, priority, category, triage_state, triage_source, sum(n::int)::int AS n
    FROM (SELECT "status", "priority", "category", "triage_state", "triage_source",
      sum("n")::bigint AS "n" FROM (SELECT "status", "priority", "category", "triage_state", "triage_source",
      "n" FROM "ticket_counts"
UNION ALL SELECT "status", "priority", "category", "triage_state", "triage_source",
      -"n" FROM "team_ticket_counts" WHERE team_id <> ALL ($1::integer[])) r GROUP BY "status", "priority", "category",
      "triage_state", "triage_source" HAVING sum("n") <> 0) "ticket_counts"
    GROUP BY status, priority, category, triage_state, triage_source
  ) c) AS counts,
  (SELECT (now() AT TIME ZONE 'UTC')::date - (
    SELECT day FROM (SELECT "day", sum("created")::bigint AS "created",
      sum("resolved")::bigint AS "resolved" FROM (SELECT "day", "created", "resolved" FROM "ticket_days"
UNION ALL SELECT "day", -"created",
      -"resolved" FROM "team_ticket_days" WHERE team_id <> ALL ($2::integer[])) r GROUP BY "day" HAVING sum("created") <> 0 OR sum("resolved") <> 0) "ticket_days" GROUP BY day HAVING sum(created::int) > 0 ORDER BY day LIMIT 1
  )) AS age_days,
  (SELECT json_agg(d ORDER BY d.date) FROM (
    SELECT to_char(day, 'YYYY-MM-DD') AS date, coalesce(sum(created::int), 0)::int AS created,
      coalesce(sum(resolved::int), 0)::int AS resolved
    FROM generate_series($3::date, $4::date, interval '1 day') AS days (day)
    LEFT JOIN (SELECT * FROM (SELECT "day", sum("created")::bigint AS "created",
      sum("resolved")::bigint AS "resolved" FROM (SELECT "day", "created", "resolved" FROM "ticket_days"
UNION ALL SELECT "day", -"created",
      -"resolved" FROM "team_ticket_days" WHERE team_id <> ALL ($5::integer[])) r GROUP BY "day" HAVING sum("created") <> 0 OR sum("resolved") <> 0) "ticket_days" WHERE day BETWEEN $6::date AND $7::date) d USING (day)
    GROUP BY day
  ) d) AS daily,
  (SELECT json_agg(b) FROM (
    SELECT bucket, sum(n::int)::int AS n, sum(seconds::float8) AS seconds
    FROM (SELECT "bucket", sum("n")::bigint AS "n", sum("seconds")::bigint AS "seconds" FROM (SELECT "bucket", "n",
      "seconds" FROM "ticket_resolutions"
UNION ALL SELECT "bucket", -"n",
      -"seconds" FROM "team_ticket_resolutions" WHERE team_id <> ALL ($8::integer[])) r GROUP BY "bucket" HAVING sum("n") <> 0 OR sum("seconds") <> 0) "ticket_resolutions" GROUP BY bucket
  ) b) AS buckets,
  (SELECT json_object_agg(state, n) FROM (
    SELECT state, sum(n::int)::int AS n FROM (SELECT "state", sum("n")::bigint AS "n" FROM (SELECT "state",
      "n" FROM "triage_decision_counts"
UNION ALL SELECT "state",
      -"n" FROM "team_triage_decision_counts" WHERE team_id <> ALL ($9::integer[])) r GROUP BY "state" HAVING sum("n") <> 0) "triage_decision_counts" GROUP BY state
  ) d) AS decided;

-- foldCounters
-- returns folded integer
SELECT fold_ticket_counters() AS folded;

-- vacuumDifferences
VACUUM ticket_differences;
