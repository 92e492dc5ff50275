-- Statements of src/sharing/owned-resource.repository.ts, written by `npm run sql:generate`.

-- list
SELECT "e"."id" AS "e_id", "e"."owner_id" AS "e_owner_id", "e"."shared" AS "e_shared",
  "e"."created_at" AS "e_created_at", "e"."updated_at" AS "e_updated_at", "e"."title" AS "e_title",
  "e"."body" AS "e_body", "e"."changes" AS "e_changes", "owner"."id" AS "owner_id", "owner"."name" AS "owner_name",
  "owner"."email" AS "owner_email", "owner"."role" AS "owner_role", "owner"."active" AS "owner_active",
  "owner"."has_account" AS "owner_has_account", "owner"."organization_id" AS "owner_organization_id",
  "owner"."last_sign_in_at" AS "owner_last_sign_in_at", "owner"."created_at" AS "owner_created_at"
FROM "canned_replies" "e"
INNER
JOIN "users" "owner" ON "owner"."id"="e"."owner_id"
WHERE "e"."owner_id" = $1 OR "e"."shared"
ORDER BY "e"."id" ASC;

-- create
LOCK TABLE "canned_replies" IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO "canned_replies"("id", "owner_id", "shared", "created_at", "updated_at", "title", "body", "changes")
VALUES (DEFAULT, $1, DEFAULT, DEFAULT, DEFAULT, $2, $3, DEFAULT)
RETURNING "id", "shared", "created_at", "updated_at", "changes";
SELECT "e"."id" AS "e_id", "e"."owner_id" AS "e_owner_id", "e"."shared" AS "e_shared",
  "e"."created_at" AS "e_created_at", "e"."updated_at" AS "e_updated_at", "e"."title" AS "e_title",
  "e"."body" AS "e_body", "e"."changes" AS "e_changes", "owner"."id" AS "owner_id", "owner"."name" AS "owner_name",
  "owner"."email" AS "owner_email", "owner"."role" AS "owner_role", "owner"."active" AS "owner_active",
  "owner"."has_account" AS "owner_has_account", "owner"."organization_id" AS "owner_organization_id",
  "owner"."last_sign_in_at" AS "owner_last_sign_in_at", "owner"."created_at" AS "owner_created_at"
FROM "canned_replies" "e"
INNER
JOIN "users" "owner" ON "owner"."id"="e"."owner_id"
WHERE "e"."id" = $1;
SELECT COUNT(1) AS "cnt" FROM "canned_replies" "CannedReply" WHERE (("CannedReply"."owner_id" = $1));
SELECT COUNT(1) AS "cnt" FROM "canned_replies" "CannedReply" WHERE (("CannedReply"."shared" = $1));

-- update
LOCK TABLE "canned_replies" IN SHARE ROW EXCLUSIVE MODE;
SELECT "e"."id" AS "e_id", "e"."owner_id" AS "e_owner_id", "e"."shared" AS "e_shared",
  "e"."created_at" AS "e_created_at", "e"."updated_at" AS "e_updated_at", "e"."title" AS "e_title",
  "e"."body" AS "e_body", "e"."changes" AS "e_changes", "owner"."id" AS "owner_id", "owner"."name" AS "owner_name",
  "owner"."email" AS "owner_email", "owner"."role" AS "owner_role", "owner"."active" AS "owner_active",
  "owner"."has_account" AS "owner_has_account", "owner"."organization_id" AS "owner_organization_id",
  "owner"."last_sign_in_at" AS "owner_last_sign_in_at", "owner"."created_at" AS "owner_created_at"
FROM "canned_replies" "e"
INNER
JOIN "users" "owner" ON "owner"."id"="e"."owner_id"
WHERE "e"."id" = $1;
SELECT "CannedReply"."id" AS "CannedReply_id", "CannedReply"."owner_id" AS "CannedReply_owner_id",
  "CannedReply"."shared" AS "CannedReply_shared", "CannedReply"."created_at" AS "CannedReply_created_at",
  "CannedReply"."updated_at" AS "CannedReply_updated_at", "CannedReply"."title" AS "CannedReply_title",
  "CannedReply"."body" AS "CannedReply_body", "CannedReply"."changes" AS "CannedReply_changes"
FROM "canned_replies" "CannedReply"
WHERE "CannedReply"."id" = $1;
UPDATE "canned_replies" SET "updated_at" = $1, "title" = $2 WHERE "id" = $3;
SELECT "e"."id" AS "e_id", "e"."owner_id" AS "e_owner_id", "e"."shared" AS "e_shared",
  "e"."created_at" AS "e_created_at", "e"."updated_at" AS "e_updated_at", "e"."title" AS "e_title",
  "e"."body" AS "e_body", "e"."changes" AS "e_changes", "owner"."id" AS "owner_id", "owner"."name" AS "owner_name",
  "owner"."email" AS "owner_email", "owner"."role" AS "owner_role", "owner"."active" AS "owner_active",
  "owner"."has_account" AS "owner_has_account", "owner"."organization_id" AS "owner_organization_id",
  "owner"."last_sign_in_at" AS "owner_last_sign_in_at", "owner"."created_at" AS "owner_created_at"
FROM "canned_replies" "e"
INNER
JOIN "users" "owner" ON "owner"."id"="e"."owner_id"
WHERE "e"."id" = $1;
SELECT COUNT(1) AS "cnt" FROM "canned_replies" "CannedReply" WHERE (("CannedReply"."owner_id" = $1));
SELECT COUNT(1) AS "cnt" FROM "canned_replies" "CannedReply" WHERE (("CannedReply"."shared" = $1));

-- remove
SELECT "e"."id" AS "e_id", "e"."owner_id" AS "e_owner_id", "e"."shared" AS "e_shared",
  "e"."created_at" AS "e_created_at", "e"."updated_at" AS "e_updated_at", "e"."title" AS "e_title",
  "e"."body" AS "e_body", "e"."changes" AS "e_changes", "owner"."id" AS "owner_id", "owner"."name" AS "owner_name",
  "owner"."email" AS "owner_email", "owner"."role" AS "owner_role", "owner"."active" AS "owner_active",
  "owner"."has_account" AS "owner_has_account", "owner"."organization_id" AS "owner_organization_id",
  "owner"."last_sign_in_at" AS "owner_last_sign_in_at", "owner"."created_at" AS "owner_created_at"
FROM "canned_replies" "e"
INNER
JOIN "users" "owner" ON "owner"."id"="e"."owner_id"
WHERE "e"."id" = $1;
DELETE FROM "canned_replies" WHERE "id" = $1;
