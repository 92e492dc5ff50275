-- Statements of src/mail/outbound/outgoing-mails.repository.ts, written by `npm run sql:generate`.

-- claim
-- returns message_id integer, mailbox_id integer?, header_id text, attempts smallint, queued_at timestamp with time zone
UPDATE outgoing_mails SET due_at = now() + make_interval(mins => $1), attempts = attempts + 1
WHERE message_id = (
  SELECT o.message_id FROM outgoing_mails o
  WHERE o.due_at <= now() AND (o.mailbox_id IS NULL OR o.mailbox_id IN (
    SELECT b.id FROM mailboxes b WHERE (
      SELECT count(*) FROM outgoing_mails s WHERE s.mailbox_id = b.id AND s.sent_at > now() - make_interval(mins => $2)
    ) < 30
  ))
  ORDER BY o.due_at LIMIT 1 FOR UPDATE OF o SKIP LOCKED
)
RETURNING message_id, mailbox_id, header_id, attempts, queued_at;

-- content
-- returns ticket_id integer, title text, body text, thread text[], answered_author text?, answered_at timestamp with time zone?, answered_text text?
SELECT t.id AS ticket_id, t.title, m.body,
  ARRAY(
    SELECT message_id FROM (
      SELECT id, message_id FROM mail_threads
      WHERE ticket_id = t.id AND ticket_message_id IS DISTINCT FROM m.id
      ORDER BY id DESC LIMIT 100
    ) latest ORDER BY id
  ) AS thread,
  coalesce(a.author, t.requester_name, t.requester_email) AS answered_author,
  coalesce(a.created_at, t.created_at) AS answered_at, coalesce(a.body, t.description) AS answered_text
FROM ticket_messages m JOIN tickets t ON t.id = m.ticket_id
LEFT JOIN LATERAL (
  SELECT r.body, r.created_at, coalesce(u.name, r.author_name) AS author
  FROM ticket_messages r LEFT JOIN users u ON u.id = r.author_id
  WHERE r.ticket_id = t.id AND r.visibility = 'public' AND r.id < m.id
    AND r.author_id IS DISTINCT FROM m.author_id AND r.author_id IN (t.requester_id, t.person_id)
  ORDER BY r.created_at DESC, r.id DESC LIMIT 1
) a ON true
WHERE m.id = $1;

-- attachments
-- returns blob_id integer, name text, type text, size integer, state blob_state
SELECT a.blob_id, a.name, b.type, b.size, b.state FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.message_id = $1 ORDER BY a.id;

-- recipients
-- returns address text, kind text, is_open boolean
SELECT address, kind, delivery IN ('queued', 'delayed') AS is_open FROM message_recipients
WHERE message_id = $1 ORDER BY kind DESC, address;

-- record
UPDATE message_recipients r SET delivery = o.delivery::delivery_state, detail = o.detail, updated_at = now()
FROM unnest($1::text[], $2::text[],
  $3::text[]) AS o (address, delivery, detail)
WHERE r.message_id = $4 AND r.address = o.address AND r.delivery IN ('queued', 'delayed');
UPDATE outgoing_mails SET due_at = now() + make_interval(mins => $1),
  sent_at = sent_at
WHERE message_id = $2;

-- postpone
UPDATE outgoing_mails SET due_at = now() + make_interval(secs => $1), attempts = attempts - 1
WHERE message_id = $2;

-- recordReport
-- returns ticket_id integer, message_id integer
UPDATE message_recipients r SET delivery = $1::delivery_state, detail = $2, updated_at = now()
FROM outgoing_mails o JOIN ticket_messages m ON m.id = o.message_id
WHERE o.header_id = ANY ($3::text[]) AND r.message_id = o.message_id
  AND (r.address = $4::text OR $5::text IS NULL AND (
    SELECT count(*) FROM message_recipients others WHERE others.message_id = o.message_id) = 1)
  AND ($6::text = 'bounced' OR r.delivery IN ('accepted', 'delayed'))
RETURNING m.ticket_id, m.id AS message_id;
