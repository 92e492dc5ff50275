-- Statements of src/mail/mailboxes/mailboxes.repository.ts, written by `npm run sql:generate`.

-- lockMailboxes
SELECT FROM pg_advisory_xact_lock($1);

-- findTakenAddress
-- returns address text
SELECT a.address FROM unnest($1::text[]) AS a (address)
WHERE EXISTS (SELECT FROM mailboxes m
  WHERE m.id <> $2 AND (m.address = a.address OR m.aliases @> ARRAY[a.address]))
LIMIT 1;

-- resetCursor
UPDATE mailboxes SET uid_validity = NULL, last_uid = NULL WHERE id = $1;
