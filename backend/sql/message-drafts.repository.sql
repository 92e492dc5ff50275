-- Statements of src/tickets/message-drafts.repository.ts, written by `npm run sql:generate`.

-- listTickets
-- returns ticket_id integer, updated_at timestamp with time zone
SELECT d.ticket_id, max(d.updated_at) AS updated_at
FROM (
  SELECT ticket_id, updated_at FROM message_drafts WHERE user_id = $1
  UNION ALL SELECT ticket_id, deliver_at FROM pending_messages WHERE author_id = $2 AND held
) d JOIN tickets t ON t.id = d.ticket_id
WHERE t.deleted_at IS NULL AND t.requester_id = $3
GROUP BY d.ticket_id ORDER BY max(d.updated_at) DESC LIMIT 200;

-- find
-- returns body text?, visibility message_visibility?, other_body text?, attachment_ids integer[]?, other_attachment_ids integer[]?, after_message_id integer?, updated_at timestamp with time zone?
SELECT d.body, d.visibility, d.other_body, d.attachment_ids, d.other_attachment_ids, d.after_message_id, d.updated_at
FROM tickets t LEFT JOIN message_drafts d ON d.ticket_id = t.id AND d.user_id = $1
WHERE t.id = $2 AND t.deleted_at IS NULL AND t.requester_id = $3;

-- put
-- returns body text, visibility message_visibility, other_body text?, attachment_ids integer[], other_attachment_ids integer[], after_message_id integer?, updated_at timestamp with time zone
INSERT INTO message_drafts (user_id, ticket_id, body, visibility, other_body, after_message_id, attachment_ids,
  other_attachment_ids)
SELECT $1, t.id, $2, $3, $4, $5,
  $6::integer[], $7::integer[] FROM tickets t
WHERE t.id = $8 AND t.deleted_at IS NULL AND t.requester_id = $9
ON CONFLICT (user_id, ticket_id) DO UPDATE SET body = excluded.body, visibility = excluded.visibility,
  other_body = excluded.other_body, after_message_id = excluded.after_message_id,
  attachment_ids = excluded.attachment_ids, other_attachment_ids = excluded.other_attachment_ids, updated_at = now()
  WHERE $10 OR message_drafts.updated_at = $11
    OR (message_drafts.body, message_drafts.visibility) = (excluded.body, excluded.visibility)
      AND message_drafts.other_body IS NOT DISTINCT FROM excluded.other_body
RETURNING body, visibility, other_body, attachment_ids, other_attachment_ids, after_message_id, updated_at;

-- remove
DELETE FROM "message_drafts" WHERE ("user_id" = $1 AND "ticket_id" = $2);

-- discardSentDraft
DELETE FROM message_drafts WHERE user_id = $1 AND ticket_id = $2 AND starts_with($3, body) AND other_body IS NULL;
UPDATE message_drafts SET body = other_body, other_body = NULL, after_message_id = NULL, updated_at = now(),
  attachment_ids = other_attachment_ids, other_attachment_ids = '{}',
  visibility = CASE visibility WHEN 'public' THEN 'internal' ELSE 'public' END::message_visibility
WHERE user_id = $1 AND ticket_id = $2 AND starts_with($3, body) AND other_body IS NOT NULL;
