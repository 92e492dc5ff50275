-- Statements of src/tickets/ticket-merges.repository.ts, written by `npm run sql:generate`.

-- findMovableMessages
select "id", "visibility"
from "ticket_messages"
where "ticket_id" = $1 union all select "id", 'public'::message_visibility as "visibility"
from "pending_messages"
where "ticket_id" = $2;

-- moveMessages
UPDATE "ticket_messages" m SET ticket_id = $1 , visibility = r.visibility
FROM jsonb_to_recordset($2::jsonb) AS r (id integer,
      visibility message_visibility) WHERE m.id = r.id AND m.ticket_id = $3;
UPDATE "pending_messages" m SET ticket_id = $1 
FROM jsonb_to_recordset($2::jsonb) AS r (id integer,
      visibility message_visibility) WHERE m.id = r.id AND m.ticket_id = $3;

-- insertDescription
-- returns id integer
INSERT INTO ticket_messages (ticket_id, author_id, author_name, body, visibility, created_at)
VALUES ($1, $2, $3, $4, $5::message_visibility, $6)
RETURNING id;

-- addFollowersOf
-- returns user_id integer
INSERT INTO ticket_followers (ticket_id, user_id)
SELECT $1::integer, user_id FROM ticket_followers WHERE ticket_id = $2
ON CONFLICT DO NOTHING RETURNING user_id;
