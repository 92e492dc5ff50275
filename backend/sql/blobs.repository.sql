-- Statements of src/blobs/blobs.repository.ts, written by `npm run sql:generate`.

-- create
-- returns id integer
INSERT INTO blobs DEFAULT VALUES RETURNING id;

-- addChunk
insert into "blob_chunks" ("blob_id", "position", "bytes") values ($1, $2, $3);

-- findChunk
-- returns bytes bytea
SELECT bytes FROM blob_chunks WHERE blob_id = $1 AND position = $2;

-- discard
delete from "blobs" where "id" = $1 and "sha256" is null;

-- complete
-- returns id integer
SELECT id FROM blobs WHERE sha256 = $1 FOR KEY SHARE;
update "blobs"
set "released_at" = $1, "sha256" = $2, "size" = $3, "type" = $4, "state" = $5, "needs_thumbnail" = $6,
  "work_due_at" = now()
where "id" = $7;

-- findKnown
-- returns id integer, sha256 text
SELECT id, sha256 FROM blobs WHERE sha256 = ANY ($1::text[]) ORDER BY id FOR KEY SHARE;
update "blobs" set "released_at" = $1 where "id" in ($2, $3);

-- find
-- returns id integer, sha256 text, size integer, object_key text?, in_object_store boolean
SELECT id, sha256, size, object_key, in_object_store FROM blobs WHERE id = $1 AND sha256 IS NOT NULL;

-- findThumbnail
-- returns thumbnail bytea
SELECT thumbnail FROM blobs WHERE id = $1 AND thumbnail IS NOT NULL;

-- claim
-- returns id integer, sha256 text, size integer, type text, state blob_state, object_key text?, in_object_store boolean, needs_thumbnail boolean, work_attempts smallint
UPDATE blobs SET work_due_at = now() + make_interval(secs => $1), work_attempts = least(work_attempts + 1, 1000)
WHERE id = (
  SELECT id FROM blobs WHERE work_due_at <= now() AND sha256 IS NOT NULL
  ORDER BY work_due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, sha256, size, type, state, object_key, in_object_store, needs_thumbnail, work_attempts;

-- setScanned
update "blobs" set "state" = $1, "state_reason" = $2, "work_attempts" = $3 where "id" = $4;

-- setThumbnail
update "blobs" set "needs_thumbnail" = $1, "thumbnail" = $2 where "id" = $3;

-- setObjectKey
update "blobs" set "object_key" = $1 where "id" = $2;

-- setMoved
update "blobs" set "in_object_store" = $1 where "id" = $2;
delete from "blob_chunks" where "blob_id" = $1;

-- finishWork
update "blobs" set "work_due_at" = $1, "work_attempts" = $2 where "id" = $3;

-- postponeWork
UPDATE blobs SET work_due_at = now() + make_interval(secs => $1),
  state_reason = CASE state WHEN 'scanning' THEN $2 ELSE state_reason END
WHERE id = $3;

-- scheduleMoves
update "blobs" set "work_due_at" = now() where "in_object_store" = $1 and "sha256" is not null and "work_due_at" is null;

-- countWork
-- returns waiting integer, failing integer
SELECT count(*)::integer AS waiting, count(*) FILTER (WHERE work_attempts > 1)::integer AS failing
FROM blobs WHERE work_due_at IS NOT NULL;

-- takeUnreferenced
-- returns id integer
SELECT id FROM blobs WHERE released_at < now() - make_interval(hours => $1) AND work_due_at IS NULL
ORDER BY released_at LIMIT 100 FOR UPDATE SKIP LOCKED;
UPDATE blobs b SET released_at = NULL
WHERE id = ANY ($1::integer[]) AND EXISTS (SELECT FROM attachments a WHERE a.blob_id = b.id);
-- returns id integer, object_key text?
UPDATE blobs SET sha256 = NULL
WHERE id = ANY ($1::integer[]) AND released_at IS NOT NULL RETURNING id, object_key;

-- delete
delete from "blobs" where "id" in ($1) and "sha256" is null;
