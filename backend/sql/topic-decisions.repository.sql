-- Statements of src/classification/topics/topic-decisions.repository.ts, written by `npm run sql:generate`.

-- readActiveTopics
-- returns id integer, name text, description text, category ticket_category
SELECT id, name, description, category FROM topics WHERE active ORDER BY lower(name), id;

-- readTopicDecisions
-- returns id integer, title text, description text, topicId integer?
WITH newest AS (
  SELECT id, decided_at, coalesce('#' || requester_id, lower(requester_email), lower(requester_name)) AS author
  FROM tickets
  WHERE deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated
    AND (topic_id IS NOT NULL OR suggested_topic_id IS NOT NULL
      OR decided_at >= (SELECT min(created_at) FROM topics))
  ORDER BY decided_at DESC, id DESC LIMIT $1
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY author ORDER BY decided_at DESC, id DESC) AS place FROM newest
)
SELECT t.id, t.title, left(t.description, 2000) AS description, t.topic_id AS "topicId"
FROM ranked r JOIN tickets t USING (id)
WHERE r.author IS NULL OR r.place <= $2
ORDER BY r.decided_at DESC, r.id DESC LIMIT $3;
