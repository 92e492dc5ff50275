-- Statements of src/classification/thresholds/thresholds.repository.ts, written by `npm run sql:generate`.

-- find
-- returns category ticket_category, apply_at double precision, is_default boolean, settle_at double precision?, past json?
SELECT c.category, coalesce(t.apply_at::numeric, $1)::float8 AS apply_at,
  t.apply_at IS NULL AS is_default, t.settle_at::numeric::float8 AS settle_at, (
  SELECT json_agg(p) FROM (
    SELECT bucket, outcome, sum(n)::int AS n FROM triage_confidence WHERE suggested = c.category
    GROUP BY bucket, outcome
  ) p
) AS past
FROM unnest($2::ticket_category[]) WITH ORDINALITY AS c (category, place)
  LEFT JOIN triage_thresholds t USING (category)
ORDER BY c.place;

-- set
insert into "triage_thresholds" ("category", "apply_at", "settle_at")
values ($1, $2, $3)
on conflict ("category")
do update
set "apply_at" = $4, "settle_at" = $5;
