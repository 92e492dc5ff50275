-- Statements of src/tickets/person-backfill.repository.ts, written by `npm run sql:generate`.

-- linkNextTickets
-- returns id integer, address text?
SELECT t.id, CASE WHEN t.requester_id IS NULL THEN lower(t.requester_email) END AS address FROM tickets t
WHERE t.person_id IS NULL AND (t.requester_id IS NOT NULL OR t.requester_email IS NOT NULL)
ORDER BY t.id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED;
-- returns locked text
SELECT pg_advisory_xact_lock(7413010, h)::text AS locked
FROM (SELECT DISTINCT hashtext(address) AS h FROM unnest($1::text[]) AS address ORDER BY h) keys;
INSERT INTO users (name, email, role, has_account)
SELECT DISTINCT ON (lower(t.requester_email)) coalesce(t.requester_name, lower(t.requester_email)),
  lower(t.requester_email), 'requester'::user_role, false
FROM tickets t
WHERE t.id = ANY ($1::integer[]) AND t.requester_id IS NULL
  AND NOT EXISTS (SELECT FROM user_emails e WHERE e.address = lower(t.requester_email))
ORDER BY lower(t.requester_email), t.requester_name IS NULL, t.id DESC
ON CONFLICT (email) DO NOTHING;
-- returns address text
SELECT e.address FROM user_emails e WHERE e.address = ANY ($1::text[]) ORDER BY e.address FOR SHARE;
UPDATE tickets t SET person_id = o.user_id,
  requester_id = coalesce(t.requester_id, CASE WHEN o.verified THEN o.user_id END),
  organization_id = coalesce(t.organization_id, o.organization_id)
FROM (
  SELECT t.id, u.id AS user_id, e.verified, u.organization_id
  FROM tickets t LEFT JOIN user_emails e ON t.requester_id IS NULL AND e.address = lower(t.requester_email)
  JOIN users u ON u.id = coalesce(t.requester_id, e.user_id)
  WHERE t.id = ANY ($1::integer[])
) o WHERE o.id = t.id;
