-- Statements of src/mail/inbound/inbound-mails.repository.ts, written by `npm run sql:generate`.

-- insert
-- returns id integer
WITH inserted AS (
  INSERT INTO inbound_mails (mailbox_id, source, uid_validity, uid, sha256, message_id, size, raw, state, reason,
    from_address, subject, due_at, processed_at)
  VALUES ($1, $2, $3::bigint, $4::bigint, $5,
    $6, $7, $8, $9,
    $10, $11, $12,
    now(), $13)
  ON CONFLICT ON CONSTRAINT uq_inbound_mails_uid DO NOTHING RETURNING id, mailbox_id
), counted AS (
  UPDATE mailboxes m SET mails_received = m.mails_received + 1 FROM inserted i WHERE m.id = i.mailbox_id
)
SELECT id FROM inserted;

-- claim
-- returns id integer, raw bytea?, attempts smallint, released boolean, size integer, messageId text?, sha256 text, mailboxId integer?, uidValidity bigint?, source inbound_mail_source, subject text?
UPDATE inbound_mails SET due_at = now() + make_interval(secs => $1), attempts = least(attempts + 1, 1000)
WHERE id = (
  SELECT id FROM inbound_mails WHERE state = 'pending' AND due_at <= now()
  ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, raw, attempts, released, size, message_id AS "messageId", sha256, mailbox_id AS "mailboxId",
  uid_validity AS "uidValidity", source, subject;

-- postpone
UPDATE inbound_mails SET due_at = now() + make_interval(secs => $1), attempts = greatest(attempts - $2, 0)
WHERE id = $3 AND state = 'pending';

-- lockPending
select "id" from "inbound_mails" where "id" = $1 and "state" = $2 for update;

-- finish
update "inbound_mails"
set "state" = $1, "reason" = $2, "kind" = $3, "from_address" = $4, "subject" = $5, "ticket_id" = $6,
  "ticket_message_id" = $7, "due_at" = $8, "processed_at" = now()
where "id" = $9;
update "inbound_mails"
set "state" = $1, "reason" = $2, "kind" = $3, "from_address" = $4, "subject" = $5, "ticket_id" = $6, "due_at" = $7,
  "processed_at" = now(), "raw" = $8
where "id" = $9;

-- findOriginal
-- returns locked text
SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text AS locked;
-- returns id integer, ticketId integer?
SELECT id, ticket_id AS "ticketId" FROM inbound_mails
WHERE sha256 = $1 AND message_id = $2 AND id <> $3
  AND (state <> 'pending' AND reason IS DISTINCT FROM 'duplicate' OR state = 'pending' AND id < $4)
ORDER BY id LIMIT 1;
-- returns locked text
SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text AS locked;
-- returns id integer, ticketId integer?
SELECT id, ticket_id AS "ticketId" FROM inbound_mails
WHERE sha256 = $1 AND message_id IS NULL AND mailbox_id = $2 AND uid_validity <> $3::bigint AND id <> $4
  AND (state <> 'pending' AND reason IS DISTINCT FROM 'duplicate' OR state = 'pending' AND id < $5)
ORDER BY id LIMIT 1;

-- countRecent
-- returns n integer
SELECT count(*)::integer AS n FROM (
  SELECT FROM inbound_mails WHERE from_address = $1 AND processed_at > now() - interval '1 hour'
  LIMIT $2
) recent;

-- list
-- returns id integer, mailbox_id integer?, source inbound_mail_source, state inbound_mail_state, reason text?, kind mail_kind?, from_address text?, subject text?, size integer, ticket_id integer?, received_at timestamp with time zone, processed_at timestamp with time zone?
SELECT id, mailbox_id, source, state, reason, kind, from_address, subject, size, ticket_id, received_at,
processed_at FROM inbound_mails WHERE state = ANY ($1::inbound_mail_state[]) AND mailbox_id = $2 AND id < $3::bigint ORDER BY id DESC LIMIT $4;

-- findQuarantined
-- returns id integer, mailbox_id integer?, source inbound_mail_source, state inbound_mail_state, reason text?, kind mail_kind?, from_address text?, subject text?, size integer, ticket_id integer?, received_at timestamp with time zone, processed_at timestamp with time zone?
SELECT id, mailbox_id, source, state, reason, kind, from_address, subject, size, ticket_id, received_at,
processed_at FROM inbound_mails WHERE id = $1 AND state = 'quarantined';

-- findRaw
-- returns raw bytea?
SELECT raw FROM inbound_mails WHERE id = $1;

-- release
UPDATE inbound_mails SET state = 'pending', reason = NULL, released = true, attempts = 0, due_at = now(),
  processed_at = NULL
WHERE id = $1 AND state = 'quarantined';

-- discard
UPDATE inbound_mails SET state = 'ignored', reason = 'deleted', raw = NULL, processed_at = now()
WHERE id = $1 AND state = 'quarantined';

-- ledger
-- returns received integer, counts json
SELECT m.mails_received AS received, (
  SELECT coalesce(json_agg(c), '[]') FROM (
    SELECT state, CASE state WHEN 'ignored' THEN reason END AS reason, count(*)::integer AS n
    FROM inbound_mails WHERE mailbox_id = m.id GROUP BY 1, 2 ORDER BY 1, 2
  ) c
) AS counts
FROM mailboxes m WHERE m.id = $1;
