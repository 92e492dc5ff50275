-- Statements of src/import/ticket-imports.repository.ts, written by `npm run sql:generate`.

-- openImport
insert into "ticket_imports" ("source", "file_hash") values ($1, $2) on conflict ("source", "file_hash") do nothing;
-- returns id integer, source text, finishedAt timestamp with time zone?, rowsDone integer, imported integer, known integer, rejected integer, rejectedBytes double precision
SELECT id, source, finished_at AS "finishedAt", rows_done AS "rowsDone", imported, known, rejected,
rejected_bytes::float8 AS "rejectedBytes" FROM ticket_imports WHERE source = $1 AND file_hash = $2;

-- writeBatch
select "id" from "ticket_imports" where "id" = $1 and "rows_done" = $2 for update;
-- returns n integer
WITH given AS (
  SELECT r.*, row_number() OVER () AS n FROM jsonb_to_recordset($1::jsonb) AS r (
    external_id text, title text, description text, status ticket_status, category ticket_category,
    priority ticket_priority, category_given boolean, priority_given boolean, tags text[], snoozed_until timestamptz,
      due_at timestamptz, requester_name text,
    requester_email text, assignee_email text, triage_state triage_state, triage_source triage_source,
    triage_model text, suggested_category ticket_category, suggested_priority ticket_priority, confidence real,
    rationale text, evidence text[], abstained boolean, hostile boolean, held boolean, self_settled boolean,
    decided_by triage_decider, degraded_reason text, classified_at timestamptz, created_at timestamptz,
      updated_at timestamptz,
    first_response_at timestamptz, resolved_at timestamptz, attachments jsonb,
    messages jsonb)
), due AS MATERIALIZED (
  SELECT greatest(now(), max(triage_due_at)) AS last FROM tickets
  WHERE triage_state = 'pending' AND triage_due_at IS NOT NULL AND deleted_at IS NULL
), fresh AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('tickets', 'id'))::integer AS id, g.*
  FROM (
    SELECT * FROM given g WHERE NOT EXISTS (
      SELECT FROM tickets t WHERE t.external_source = $2 AND t.external_id = g.external_id)
    ORDER BY n
  ) g
), filed AS (
  INSERT INTO tickets (id, external_source, external_id, title, description, status, category, priority,
    category_given, priority_given, tags, snoozed_until, due_at, requester_name, requester_email, requester_id,
      person_id, organization_id, assignee_id, triage_state,
    triage_due_at, triage_source, triage_model, suggested_category, suggested_priority, confidence, rationale,
    evidence, abstained, hostile, held, self_settled, decided_by, degraded_reason, classified_at, created_at,
    updated_at, first_response_at, resolved_at, channel)
  SELECT f.id, $3, f.external_id, title,
    left(description || coalesce(E'\n\n[' || (
      SELECT string_agg(a.name, ', ') FROM jsonb_to_recordset(attachments) AS a (name text, sha256 text)
      WHERE NOT EXISTS (SELECT FROM blobs b WHERE b.sha256 = a.sha256)
    ) || ']', ''), 20000), status,
    category, priority,
    category_given, priority_given, tags, snoozed_until, due_at, requester_name, requester_email, address.user_id,
      address.user_id, requester.organization_id, assignee.id, triage_state,
    CASE WHEN triage_state = 'pending'
      THEN due.last + make_interval(secs => row_number() OVER (ORDER BY n) / $4::double precision) END,
    triage_source, triage_model, suggested_category, suggested_priority, confidence, rationale,
    evidence, abstained, hostile, held, self_settled, decided_by, degraded_reason, classified_at, f.created_at,
    updated_at, first_response_at, resolved_at, 'import'
  FROM due, fresh f
  LEFT JOIN user_emails address ON address.address = lower(f.requester_email) AND address.verified
  LEFT JOIN users requester ON requester.id = address.user_id
  LEFT JOIN users assignee ON assignee.email = f.assignee_email AND assignee.role IN ('agent', 'admin')
    AND assignee.active
  ORDER BY n
  ON CONFLICT (external_source, external_id) WHERE external_id IS NOT NULL DO NOTHING
  RETURNING id, created_at, status, category, priority, external_id
), recorded AS (
  INSERT INTO ticket_history (ticket_id, at, actor_type, actor_name, changes)
  SELECT id, created_at, 'system', 'Import (' || $5::text || ')', jsonb_build_object(
    'status', jsonb_build_array(NULL, status),
    'category', jsonb_build_array(NULL, category),
    'priority', jsonb_build_array(NULL, priority)) ||
    CASE WHEN external_id IS NULL THEN '{}' ELSE
      jsonb_build_object('external_id', jsonb_build_array(NULL, $6::text || ':' || external_id)) END
  FROM filed ORDER BY id
), conversation AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('ticket_messages', 'id'))::integer AS id, m.*
  FROM (
    SELECT f.id AS ticket_id, m.*
    FROM fresh f,
      ROWS FROM (jsonb_to_recordset(f.messages) AS (author text, author_email text, body text,
        visibility message_visibility, created_at timestamptz, attachments jsonb)) WITH ORDINALITY
        AS m (author, author_email, body, visibility, created_at, attachments, place)
    WHERE (f.id IN (SELECT id FROM filed)) IS TRUE
    ORDER BY f.n, m.place
  ) m
), said AS (
  INSERT INTO ticket_messages (id, ticket_id, author_id, author_name, body, visibility, created_at)
  SELECT m.id, m.ticket_id, u.id, CASE WHEN u.id IS NULL THEN m.author END,

    left(m.body || coalesce(E'\n\n[' || (
      SELECT string_agg(a.name, ', ') FROM jsonb_to_recordset(m.attachments) AS a (name text, sha256 text)
      WHERE NOT EXISTS (SELECT FROM blobs b WHERE b.sha256 = a.sha256)
    ) || ']', ''), 20000), m.visibility, m.created_at
  FROM conversation m LEFT JOIN users u ON u.email = m.author_email
  ORDER BY m.id
), attached AS (
  INSERT INTO attachments (name, blob_id, ticket_id, message_id, created_at)
  SELECT a.name, b.id, o.ticket_id, o.message_id, o.created_at
  FROM (
    SELECT id AS ticket_id, NULL::integer AS message_id, created_at, attachments FROM fresh
    WHERE (id IN (SELECT id FROM filed)) IS TRUE
    UNION ALL SELECT NULL, id, created_at, attachments FROM conversation
  ) o, jsonb_to_recordset(o.attachments) AS a (name text, sha256 text)
  JOIN blobs b ON b.sha256 = a.sha256
)
SELECT count(*)::int AS n FROM filed;
-- returns id integer, source text, finishedAt timestamp with time zone?, rowsDone integer, imported integer, known integer, rejected integer, rejectedBytes double precision
UPDATE ticket_imports SET rows_done = rows_done + $1, imported = imported + $2,
      known = known + $3, rejected = rejected + $4, rejected_bytes = $5
    WHERE id = $6 RETURNING id, source, finished_at AS "finishedAt", rows_done AS "rowsDone", imported, known, rejected,
rejected_bytes::float8 AS "rejectedBytes";
-- returns folded integer
SELECT fold_ticket_counters() AS folded;

-- finishImport
update "ticket_imports" set "finished_at" = now() where "id" = $1;
