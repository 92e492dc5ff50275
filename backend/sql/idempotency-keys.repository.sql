-- Statements of src/tickets/idempotency-keys.repository.ts, written by `npm run sql:generate`.

-- claimIdempotencyKey
insert into "idempotency_keys" ("user_id", "key", "request_hash")
values ($1, $2, $3)
on conflict ("key", "user_id")
do update
set "request_hash" = "excluded"."request_hash", "answer" = $4, "created_at" = now()
where "idempotency_keys"."created_at" < now() - make_interval(hours => $5)
returning "key";

-- findIdempotencyKey
SELECT "IdempotencyKey"."user_id" AS "IdempotencyKey_user_id", "IdempotencyKey"."key" AS "IdempotencyKey_key",
  "IdempotencyKey"."request_hash" AS "IdempotencyKey_request_hash", "IdempotencyKey"."answer" AS "IdempotencyKey_answer",
  "IdempotencyKey"."created_at" AS "IdempotencyKey_created_at"
FROM "idempotency_keys" "IdempotencyKey"
WHERE (("IdempotencyKey"."user_id" = $1) AND ("IdempotencyKey"."key" = $2))
LIMIT 1;

-- storeAnswer
UPDATE "idempotency_keys" SET "answer" = $1 WHERE ("user_id" = $2 AND "key" = $3);
