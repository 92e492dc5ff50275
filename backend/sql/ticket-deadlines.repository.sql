-- Statements of src/tickets/ticket-deadlines.repository.ts, written by `npm run sql:generate`.

-- lockReturning
select "id"
from "tickets"
where "snoozed_until" <= now() and "deleted_at" is null
order by "snoozed_until", "id"
limit $1 for update skip locked;

-- lockClosable
-- returns id integer
SELECT t.id FROM teams
CROSS JOIN LATERAL (
  SELECT id FROM tickets
  WHERE team_id = teams.id AND status = 'resolved' AND deleted_at IS NULL
    AND resolved_at <= now() - make_interval(days => teams.auto_close_days)
  ORDER BY resolved_at, id LIMIT 200 FOR UPDATE SKIP LOCKED
) t
WHERE teams.auto_close_days IS NOT NULL;
