-- Statements of src/mail/fetching/mailbox-leases.repository.ts, written by `npm run sql:generate`.

-- acquire
-- returns mailboxId integer, version integer
UPDATE mailboxes SET leased_by = $1, leased_until = now() + make_interval(secs => $2)
WHERE id IN (
  SELECT id FROM mailboxes
  WHERE active AND imap_host IS NOT NULL AND (leased_until IS NULL OR leased_until <= now())
    AND (next_attempt_at IS NULL OR next_attempt_at <= now())
  FOR UPDATE SKIP LOCKED
)
RETURNING id AS "mailboxId", version;

-- extend
update "mailboxes"
set "leased_until" = now() + make_interval(secs => $1)
where "id" = $2 and "leased_by" = $3 and "version" = $4 and "active" = $5;

-- release
update "mailboxes" set "leased_until" = $1, "leased_by" = $2 where "id" = $3 and "leased_by" = $4;

-- moveCursor
update "mailboxes"
set "uid_validity" = $1, "last_uid" = $2
where "id" = $3 and "leased_by" = $4 and "version" = $5 and "leased_until" > now();

-- recordSuccess
update "mailboxes"
set "last_fetched_at" = now(), "failing_since" = $1, "last_error_code" = $2, "next_attempt_at" = $3
where "id" = $4 and "leased_by" = $5;

-- recordFailure
UPDATE mailboxes SET leased_until = NULL, leased_by = NULL,
  last_error_code = $1,
  failing_since = coalesce(failing_since, now()),
  next_attempt_at = now() + make_interval(secs => (0.8 + 0.4 * random()) * least(600,
    greatest(5, extract(epoch FROM now() - coalesce(failing_since, now())))))
WHERE id = $2 AND leased_by = $3 AND version = $4;
