-- Statements of src/tickets/ticket-viewers.repository.ts, written by `npm run sql:generate`.

-- find
select "seen_at" as "seenAt", "editing", "replying" from "ticket_viewers" where "ticket_id" = $1 and "user_id" = $2;

-- report
insert into "ticket_viewers" ("ticket_id", "user_id", "editing", "replying")
values ($1, $2, $3, $4)
on conflict ("ticket_id", "user_id")
do update
set "editing" = "excluded"."editing", "replying" = "excluded"."replying", "seen_at" = now(),
  "since" = "ticket_viewers"."since";

-- remove
delete
from "ticket_viewers" as "v" using "tickets" as "t"
where "v"."ticket_id" = $1 and "v"."user_id" = $2 and "t"."id" = "v"."ticket_id"
returning "t"."team_id";

-- findOthers
SELECT "TicketViewer"."ticket_id" AS "TicketViewer_ticket_id", "TicketViewer"."user_id" AS "TicketViewer_user_id",
  "TicketViewer"."editing" AS "TicketViewer_editing", "TicketViewer"."replying" AS "TicketViewer_replying",
  "TicketViewer"."since" AS "TicketViewer_since", "TicketViewer"."seen_at" AS "TicketViewer_seen_at",
  "TicketViewer__TicketViewer_user"."id" AS "TicketViewer__TicketViewer_user_id",
  "TicketViewer__TicketViewer_user"."name" AS "TicketViewer__TicketViewer_user_name",
  "TicketViewer__TicketViewer_user"."email" AS "TicketViewer__TicketViewer_user_email",
  "TicketViewer__TicketViewer_user"."role" AS "TicketViewer__TicketViewer_user_role",
  "TicketViewer__TicketViewer_user"."active" AS "TicketViewer__TicketViewer_user_active",
  "TicketViewer__TicketViewer_user"."has_account" AS "TicketViewer__TicketViewer_user_has_account",
  "TicketViewer__TicketViewer_user"."organization_id" AS "TicketViewer__TicketViewer_user_organization_id",
  "TicketViewer__TicketViewer_user"."last_sign_in_at" AS "TicketViewer__TicketViewer_user_last_sign_in_at",
  "TicketViewer__TicketViewer_user"."created_at" AS "TicketViewer__TicketViewer_user_created_at"
FROM "ticket_viewers" "TicketViewer"
LEFT
JOIN "users" "TicketViewer__TicketViewer_user" ON "TicketViewer__TicketViewer_user"."id"="TicketViewer"."user_id"
WHERE (("TicketViewer"."ticket_id" = $1) AND ("TicketViewer"."user_id" != $2) AND ("TicketViewer"."seen_at" > $3))
ORDER BY "TicketViewer"."since" ASC;
