-- Statements of src/tickets/ticket-retention.repository.ts, written by `npm run sql:generate`.

-- purgeDeletedTickets
delete
from "tickets"
where "id" in (select "id"
from "tickets"
where "deleted_at" < now() - make_interval(days => $1)
order by "deleted_at"
limit $2 for update skip locked);

-- purgeIdempotencyKeys
delete
from "idempotency_keys"
where ("user_id", "key") in (select "user_id", "key"
from "idempotency_keys"
where "created_at" < now() - make_interval(hours => $1)
order by "created_at"
limit $2 for update skip locked);

-- purgeBulkChanges
delete from "bulk_changes" where "created_at" < now() - make_interval(hours => $1);

-- purgeUndoableDecisions
delete from "undoable_decisions" where "decided_at" < now() - make_interval(mins => $1);

-- purgeViewers
delete from "ticket_viewers" where "seen_at" < now() - interval '1 hour';
