-- Statements of src/tickets/pending-messages.repository.ts, written by `npm run sql:generate`.

-- findDue
select "id", "ticket_id" as "ticketId"
from "pending_messages"
where "deliver_at" <= now() and "held" = $1
order by "deliver_at", "id"
limit $2;

-- postpone
update "pending_messages" set "deliver_at" = now() + make_interval(secs => $1) where "id" = $2;

-- insert
insert into "pending_messages" ("id", "ticket_id", "author_id", "body", "resolve", "wait", "deliver_at", "requester_id",
  "requester_email", "held", "changes", "recipients")
values (nextval(pg_get_serial_sequence('ticket_messages', 'id')), $1, $2, $3, $4, $5, now() + make_interval(secs => $6),
  $7, $8, $9, $10, $11)
returning "id", "created_at" as "createdAt", "deliver_at" as "deliverAt";

-- deliver
insert into "ticket_messages" ("id", "ticket_id", "author_id", "body", "visibility") values ($1, $2, $3, $4, $5);

-- hasWrittenSince
select exists (select "id"
from "ticket_messages"
where "ticket_id" = $1 and "id" > $2 and "author_id" = $3) as "answered";
