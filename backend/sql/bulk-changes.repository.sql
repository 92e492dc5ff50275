-- Statements of src/tickets/bulk-changes.repository.ts, written by `npm run sql:generate`.

-- listUndoable
-- returns id integer, changes jsonb, tickets integer, created_at timestamp with time zone
SELECT id, changes, jsonb_array_length(tickets) AS tickets, created_at FROM bulk_changes
WHERE user_id = $1 AND undone_at IS NULL AND created_at > now() - make_interval(hours => $2)
ORDER BY id DESC LIMIT 20;
