-- Statements of src/tickets/attachments/attachments.repository.ts, written by `npm run sql:generate`.

-- create
-- returns id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
WITH a AS (
  INSERT INTO attachments (name, blob_id, uploader_id) VALUES ($1, $2, $3) RETURNING *
)
SELECT a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM a JOIN blobs b ON b.id = a.blob_id;

-- createPlaced
-- returns id integer
INSERT INTO attachments (name, blob_id, message_id)
VALUES ($1, $2, $3) RETURNING id;

-- find
-- returns id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?, blob_id integer, uploader_id integer?, ticket_id integer?, visibility message_visibility?, is_pending boolean
SELECT a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason, a.blob_id, a.uploader_id,
  coalesce(a.ticket_id, m.ticket_id, p.ticket_id) AS ticket_id, m.visibility, p.id IS NOT NULL AS is_pending
FROM attachments a JOIN blobs b ON b.id = a.blob_id
LEFT JOIN ticket_messages m ON m.id = a.message_id
LEFT JOIN pending_messages p ON p.id = a.pending_message_id
WHERE a.id = $1;

-- ofDescription
-- returns id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.ticket_id = $1 ORDER BY a.id;

-- ofDescriptions
-- returns owner integer, id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.ticket_id AS owner, a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.ticket_id = ANY ($1::integer[]) ORDER BY a.id;

-- findUnsent
-- returns id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.id = ANY ($1::integer[]) AND a.uploader_id = $2 AND a.ticket_id IS NULL AND a.message_id IS NULL AND a.pending_message_id IS NULL ORDER BY a.id;

-- ofMessages
-- returns owner integer, id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.message_id AS owner, a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.message_id = ANY ($1::integer[]) ORDER BY a.id;

-- ofPendingMessages
-- returns owner integer, id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.pending_message_id AS owner, a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail,
      b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.pending_message_id = ANY ($1::integer[]) ORDER BY a.id;

-- send
UPDATE attachments a SET message_id = $1
WHERE a.id = ANY ($2::integer[]) AND a.uploader_id = $3 AND a.ticket_id IS NULL AND a.message_id IS NULL AND a.pending_message_id IS NULL;

-- deliver
update "attachments" set "message_id" = $1, "pending_message_id" = $2 where "pending_message_id" = $3;

-- removeUnsent
DELETE
FROM attachments a
WHERE a.id = $1 AND a.uploader_id = $2 AND a.ticket_id IS NULL AND a.message_id IS NULL AND a.pending_message_id IS NULL;

-- purgeUnsent
DELETE FROM attachments WHERE id IN (
  SELECT a.id FROM attachments a
  WHERE a.ticket_id IS NULL AND a.message_id IS NULL AND a.pending_message_id IS NULL AND a.created_at < now() - make_interval(hours => $1) AND NOT EXISTS (
    SELECT FROM message_drafts d
    WHERE d.user_id = a.uploader_id AND a.id = ANY (d.attachment_ids || d.other_attachment_ids)
  )
  ORDER BY a.created_at LIMIT 1000 FOR UPDATE SKIP LOCKED
);
