-- Statements of src/classification/learning/team-decisions.repository.ts, written by `npm run sql:generate`.

-- readDecisions
-- returns id integer, title text, description text, category ticket_category, priority ticket_priority, author text?, decider integer?, suggested json
WITH newest AS (
  SELECT id, decided_at, coalesce(
      '#' || requester_id, regexp_replace(lower(requester_email), '[+][^@]*@', '@'), lower(requester_name),
      CASE WHEN decided_at > created_at THEN 'filed by #' || coalesce((
        SELECT actor_id FROM ticket_history h WHERE h.ticket_id = tickets.id ORDER BY h.id LIMIT 1
      ), 0) END
    ) AS author
  FROM tickets
  WHERE deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated
    -- If an agent decided one value only, the other may be the requester's choice.
    AND NOT (decided_at > created_at AND (category_given OR priority_given))
  ORDER BY decided_at DESC, id DESC LIMIT $1
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY author ORDER BY decided_at DESC, id DESC) AS place FROM newest
)
SELECT t.id, t.title, coalesce(t.decided_category, t.category) AS category,
  coalesce(t.decided_priority, t.priority) AS priority, r.author, t.decided_by_id AS decider,
  json_build_object('category', t.suggested_category, 'priority', t.suggested_priority) AS suggested,
  -- The part of a long text that the local model reads.
  CASE WHEN char_length(t.description) <= 4000 THEN t.description
    ELSE left(t.description, 3000) || E'\n' || right(t.description, 1000) END AS description
FROM ranked r JOIN tickets t USING (id)
WHERE r.author IS NULL OR r.place <= $2
ORDER BY r.decided_at DESC, r.id DESC LIMIT $3;

-- readOpenDecisions
-- returns id integer, title text, description text, category ticket_category, priority ticket_priority, author text?, decider integer?, suggested json
WITH newest AS (
  SELECT id, decided_at, coalesce(
      '#' || requester_id, regexp_replace(lower(requester_email), '[+][^@]*@', '@'), lower(requester_name),
      CASE WHEN decided_at > created_at THEN 'filed by #' || coalesce((
        SELECT actor_id FROM ticket_history h WHERE h.ticket_id = tickets.id ORDER BY h.id LIMIT 1
      ), 0) END
    ) AS author
  FROM tickets
  WHERE deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated
    -- If an agent decided one value only, the other may be the requester's choice.
    AND NOT (decided_at > created_at AND (category_given OR priority_given)) AND team_id NOT IN (SELECT id FROM teams WHERE confidential)
  ORDER BY decided_at DESC, id DESC LIMIT $1
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY author ORDER BY decided_at DESC, id DESC) AS place FROM newest
)
SELECT t.id, t.title, coalesce(t.decided_category, t.category) AS category,
  coalesce(t.decided_priority, t.priority) AS priority, r.author, t.decided_by_id AS decider,
  json_build_object('category', t.suggested_category, 'priority', t.suggested_priority) AS suggested,
  -- The part of a long text that the local model reads.
  CASE WHEN char_length(t.description) <= 4000 THEN t.description
    ELSE left(t.description, 3000) || E'\n' || right(t.description, 1000) END AS description
FROM ranked r JOIN tickets t USING (id)
WHERE r.author IS NULL OR r.place <= $2
ORDER BY r.decided_at DESC, r.id DESC LIMIT $3;

-- readSuggested
-- returns id integer, title text, description text, category ticket_category, priority ticket_priority, author text?, decider integer?, suggested json
WITH newest AS (
  SELECT id, decided_at, coalesce(
      '#' || requester_id, regexp_replace(lower(requester_email), '[+][^@]*@', '@'), lower(requester_name),
      CASE WHEN decided_at > created_at THEN 'filed by #' || coalesce((
        SELECT actor_id FROM ticket_history h WHERE h.ticket_id = tickets.id ORDER BY h.id LIMIT 1
      ), 0) END
    ) AS author
  FROM tickets
  WHERE deleted_at IS NULL AND decided_by = 'agent' AND NOT decision_outdated
    -- If an agent decided one value only, the other may be the requester's choice.
    AND NOT (decided_at > created_at AND (category_given OR priority_given)) AND suggested_category IS NOT NULL
  ORDER BY decided_at DESC, id DESC LIMIT $1
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY author ORDER BY decided_at DESC, id DESC) AS place FROM newest
)
SELECT t.id, t.title, coalesce(t.decided_category, t.category) AS category,
  coalesce(t.decided_priority, t.priority) AS priority, r.author, t.decided_by_id AS decider,
  json_build_object('category', t.suggested_category, 'priority', t.suggested_priority) AS suggested,
  -- The part of a long text that the local model reads.
  CASE WHEN char_length(t.description) <= 4000 THEN t.description
    ELSE left(t.description, 3000) || E'\n' || right(t.description, 1000) END AS description
FROM ranked r JOIN tickets t USING (id)
WHERE r.author IS NULL OR r.place <= $2
ORDER BY r.decided_at DESC, r.id DESC LIMIT $3;

-- countDecisions
-- returns n integer
SELECT coalesce(sum(n), 0)::int AS n FROM triage_decision_counts;
