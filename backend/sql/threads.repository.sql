-- Statements of src/mail/processing/threads.repository.ts, written by `npm run sql:generate`.

-- findThreads
-- returns messageId text, direction mail_direction, ticketId integer
SELECT message_id AS "messageId", direction, ticket_id AS "ticketId" FROM mail_threads
WHERE message_id = ANY ($1::text[]) ORDER BY array_position($2::text[], message_id), id DESC LIMIT 50;

-- addThread
INSERT INTO mail_threads (message_id, direction, ticket_id, ticket_message_id)
VALUES ($1, $2, $3, $4);

-- findThreadTicket
-- returns id integer, chain integer[], deletedAt timestamp with time zone?
WITH RECURSIVE chain AS (
  SELECT id, merged_into_id, deleted_at, ARRAY[id] AS ids FROM tickets WHERE id = $1
  UNION ALL
  SELECT t.id, t.merged_into_id, t.deleted_at, c.ids || t.id
  FROM chain c JOIN tickets t ON t.id = c.merged_into_id WHERE t.id <> ALL (c.ids)
)
SELECT id, ids AS chain, deleted_at AS "deletedAt" FROM chain WHERE merged_into_id IS NULL;

-- takesPart
-- returns takesPart boolean
SELECT EXISTS (SELECT FROM mail_participants p WHERE p.ticket_id = ANY ($1::integer[]) AND p.address = $2)
OR EXISTS (SELECT FROM tickets t WHERE t.id = ANY ($3::integer[]) AND lower(t.requester_email) = $4)
OR EXISTS (SELECT FROM tickets t JOIN user_emails e ON e.user_id = t.person_id
  WHERE t.id = ANY ($5::integer[]) AND e.address = $6) AS "takesPart";

-- addParticipants
INSERT INTO mail_participants (ticket_id, address, name)
SELECT $1, p.address, p.name
FROM unnest($2::text[], $3::text[])
  WITH ORDINALITY AS p (address, name, position)
WHERE p.position <= 200
  - (SELECT count(*) FROM mail_participants WHERE ticket_id = $4)
ON CONFLICT DO NOTHING;

-- findOwnAddresses
-- returns address text?
SELECT address FROM mailboxes UNION SELECT unnest(aliases) FROM mailboxes;
