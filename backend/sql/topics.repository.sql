-- Statements of src/topics/topics.repository.ts, written by `npm run sql:generate`.

-- list
-- returns id integer, name text, description text, category ticket_category, active boolean, tickets integer, created_at timestamp with time zone
SELECT t.id, t.name, t.description, t.category, t.active, t.created_at,
  (SELECT count(*)::int FROM (
    SELECT FROM tickets WHERE topic_id = t.id AND deleted_at IS NULL LIMIT 10000
  ) used) AS tickets
FROM topics t ORDER BY lower(t.name), t.id;

-- get
-- returns id integer, name text, description text, category ticket_category, active boolean, tickets integer, created_at timestamp with time zone
SELECT t.id, t.name, t.description, t.category, t.active, t.created_at,
  (SELECT count(*)::int FROM (
    SELECT FROM tickets WHERE topic_id = t.id AND deleted_at IS NULL LIMIT 10000
  ) used) AS tickets
FROM topics t WHERE t.id = $1;

-- create
LOCK TABLE topics IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO "topics"("id", "name", "description", "category", "active", "created_at")
VALUES (DEFAULT, $1, $2, $3, $4, DEFAULT)
RETURNING "id", "description", "active", "created_at";
-- returns id integer, name text, description text, category ticket_category, active boolean, tickets integer, created_at timestamp with time zone
SELECT t.id, t.name, t.description, t.category, t.active, t.created_at,
  (SELECT count(*)::int FROM (
    SELECT FROM tickets WHERE topic_id = t.id AND deleted_at IS NULL LIMIT 10000
  ) used) AS tickets
FROM topics t ORDER BY lower(t.name), t.id;
SELECT COUNT(1) AS "cnt" FROM "topics" "Topic" WHERE (("Topic"."active" = $1));

-- update
LOCK TABLE topics IN SHARE ROW EXCLUSIVE MODE;
-- returns id integer, name text, description text, category ticket_category, active boolean, tickets integer, created_at timestamp with time zone
SELECT t.id, t.name, t.description, t.category, t.active, t.created_at,
  (SELECT count(*)::int FROM (
    SELECT FROM tickets WHERE topic_id = t.id AND deleted_at IS NULL LIMIT 10000
  ) used) AS tickets
FROM topics t WHERE t.id = $1;
UPDATE "topics" SET "name" = $1 WHERE "id" = $2;
-- returns id integer, name text, description text, category ticket_category, active boolean, tickets integer, created_at timestamp with time zone
SELECT t.id, t.name, t.description, t.category, t.active, t.created_at,
  (SELECT count(*)::int FROM (
    SELECT FROM tickets WHERE topic_id = t.id AND deleted_at IS NULL LIMIT 10000
  ) used) AS tickets
FROM topics t WHERE t.id = $1;
SELECT COUNT(1) AS "cnt" FROM "topics" "Topic" WHERE (("Topic"."active" = $1));

-- remove
DELETE FROM "topics" WHERE "id" = $1;
