-- Statements of src/tickets/message-recipients.repository.ts, written by `npm run sql:generate`.

-- queueMail
WITH box AS (
SELECT b.id, b.address FROM tickets t JOIN mailboxes b ON b.active AND b.smtp_host IS NOT NULL
LEFT JOIN LATERAL (
  SELECT mailbox_id FROM inbound_mails WHERE ticket_id = t.id ORDER BY id DESC LIMIT 1
) latest ON true
WHERE t.id = $1 AND (b.id = latest.mailbox_id OR b.team_id = t.team_id)
ORDER BY b.id = latest.mailbox_id DESC NULLS LAST, b.id LIMIT 1), mail AS (
    INSERT INTO outgoing_mails (message_id, mailbox_id, header_id, due_at)
    SELECT $2, id, format('%s.%s@%s', $3::int, gen_random_uuid(), split_part(address, '@', 2)), now()
    FROM box RETURNING message_id, header_id
  ), thread AS (
    INSERT INTO mail_threads (message_id, ticket_id, ticket_message_id, direction)
    SELECT header_id, $4, message_id, 'out' FROM mail
  ), recipients AS (
    SELECT message_id, r.address, r.kind
    FROM mail, (
      SELECT address, 'to' AS kind FROM unnest($5::text[]) AS address
      UNION ALL SELECT address, 'cc' FROM unnest($6::text[]) AS address
    ) r
  ), participants AS (
    INSERT INTO mail_participants (ticket_id, address) SELECT $7, address FROM recipients
    ON CONFLICT DO NOTHING
  )
  INSERT INTO message_recipients (message_id, address, kind) SELECT message_id, address, kind FROM recipients;

-- isMailed
-- returns id integer
SELECT id FROM (
SELECT b.id, b.address FROM tickets t JOIN mailboxes b ON b.active AND b.smtp_host IS NOT NULL
LEFT JOIN LATERAL (
  SELECT mailbox_id FROM inbound_mails WHERE ticket_id = t.id ORDER BY id DESC LIMIT 1
) latest ON true
WHERE t.id = $1 AND (b.id = latest.mailbox_id OR b.team_id = t.team_id)
ORDER BY b.id = latest.mailbox_id DESC NULLS LAST, b.id LIMIT 1) box;

-- recipientsOf
-- returns message_id integer, address text, kind text, delivery delivery_state, detail text?, updated_at timestamp with time zone
SELECT message_id, address, kind, delivery, detail, updated_at FROM message_recipients
WHERE message_id = ANY ($1::integer[]) ORDER BY message_id, kind DESC, address;

-- requeueMail
WITH recipients AS (
  UPDATE message_recipients SET delivery = 'queued', detail = NULL, updated_at = now()
  WHERE message_id = $1 AND delivery IN ('bounced', 'failed') RETURNING message_id
)
UPDATE outgoing_mails SET due_at = now(), queued_at = now(), attempts = 0
WHERE message_id IN (SELECT message_id FROM recipients);
