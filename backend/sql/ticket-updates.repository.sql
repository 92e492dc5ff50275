-- Statements of src/tickets/ticket-updates.repository.ts, written by `npm run sql:generate`.

-- lockTickets
SELECT "t"."id" AS "t_id", "t"."title" AS "t_title", "t"."description" AS "t_description", "t"."status" AS "t_status",
      "t"."priority" AS "t_priority", "t"."category" AS "t_category", "t"."tags" AS "t_tags",
      "t"."requester_name" AS "t_requester_name", "t"."requester_email" AS "t_requester_email",
      "t"."person_id" AS "t_person_id", "t"."requester_id" AS "t_requester_id", "t"."organization_id" AS "t_organization_id",
      "t"."team_id" AS "t_team_id", "t"."topic_id" AS "t_topic_id", "t"."channel" AS "t_channel",
      "t"."language" AS "t_language", "t"."snoozed_until" AS "t_snoozed_until", "t"."due_at" AS "t_due_at",
      "t"."merged_into_id" AS "t_merged_into_id", "t"."assignee_id" AS "t_assignee_id",
      "t"."triage_state" AS "t_triage_state", "t"."category_given" AS "t_category_given",
      "t"."priority_given" AS "t_priority_given", "t"."triage_due_at" AS "t_triage_due_at",
      "t"."triage_claims" AS "t_triage_claims", "t"."triage_source" AS "t_triage_source",
      "t"."triage_model" AS "t_triage_model", "t"."suggested_category" AS "t_suggested_category",
      "t"."suggested_priority" AS "t_suggested_priority", "t"."suggested_topic_id" AS "t_suggested_topic_id",
      "t"."confidence" AS "t_confidence", "t"."rationale" AS "t_rationale", "t"."evidence" AS "t_evidence",
      "t"."abstained" AS "t_abstained", "t"."hostile" AS "t_hostile", "t"."held" AS "t_held",
      "t"."self_settled" AS "t_self_settled", "t"."degraded_reason" AS "t_degraded_reason",
      "t"."classified_at" AS "t_classified_at", "t"."decided_by" AS "t_decided_by", "t"."decided_by_id" AS "t_decided_by_id",
      "t"."decided_at" AS "t_decided_at", "t"."decided_category" AS "t_decided_category",
      "t"."decided_priority" AS "t_decided_priority", "t"."decision_outdated" AS "t_decision_outdated",
      "t"."version" AS "t_version", "t"."created_at" AS "t_created_at", "t"."updated_at" AS "t_updated_at",
      "t"."internal_updates" AS "t_internal_updates", "t"."public_updated_at" AS "t_public_updated_at",
      "t"."unread" AS "t_unread", "t"."customer_replied_at" AS "t_customer_replied_at",
      "t"."first_response_at" AS "t_first_response_at", "t"."resolved_at" AS "t_resolved_at",
      "t"."deleted_at" AS "t_deleted_at", now() AS "now",
      (SELECT r.name FROM teams r WHERE r.id = "t"."team_id") AS "teamName",
CASE WHEN "t"."organization_id" IS NOT NULL THEN
  (SELECT r.name FROM organizations r WHERE r.id = "t"."organization_id") END AS "organizationName",
CASE WHEN "t"."topic_id" IS NOT NULL THEN
(SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = "t"."topic_id") END AS "topic",
CASE WHEN "t"."suggested_topic_id" IS NOT NULL THEN
(SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = "t"."suggested_topic_id") END AS "suggestedTopic",
(SELECT json_agg(json_build_object('id', u.id, 'name', u.name))
  FROM ticket_followers f JOIN users u ON u.id = f.user_id WHERE f.ticket_id = "t"."id") AS "followers",
(SELECT json_agg(json_build_object('id', l.linked_id, 'type', l.type))
  FROM ticket_links l WHERE l.ticket_id = "t"."id") AS "links",
(SELECT json_build_object('authorId', m.author_id, 'authorName', coalesce(u.name, m.author_name),
    'byRequester', coalesce(u.role = 'requester' OR u.id = "t"."requester_id",
      m.author_name = "t"."requester_name", false), 'at', m.created_at, 'visibility', m.visibility)
  FROM (SELECT * FROM ticket_messages m WHERE m.ticket_id = t.id
    ORDER BY m.created_at DESC,
      m.id DESC LIMIT 1) m LEFT JOIN users u ON u.id = m.author_id) AS "lastMessage" FROM "tickets" "t" WHERE "t"."id" IN ($1) ORDER BY "t"."id" ASC FOR UPDATE;

-- lockTicket
SELECT "t"."id" AS "t_id", "t"."title" AS "t_title", "t"."description" AS "t_description", "t"."status" AS "t_status",
      "t"."priority" AS "t_priority", "t"."category" AS "t_category", "t"."tags" AS "t_tags",
      "t"."requester_name" AS "t_requester_name", "t"."requester_email" AS "t_requester_email",
      "t"."person_id" AS "t_person_id", "t"."requester_id" AS "t_requester_id", "t"."organization_id" AS "t_organization_id",
      "t"."team_id" AS "t_team_id", "t"."topic_id" AS "t_topic_id", "t"."channel" AS "t_channel",
      "t"."language" AS "t_language", "t"."snoozed_until" AS "t_snoozed_until", "t"."due_at" AS "t_due_at",
      "t"."merged_into_id" AS "t_merged_into_id", "t"."assignee_id" AS "t_assignee_id",
      "t"."triage_state" AS "t_triage_state", "t"."category_given" AS "t_category_given",
      "t"."priority_given" AS "t_priority_given", "t"."triage_due_at" AS "t_triage_due_at",
      "t"."triage_claims" AS "t_triage_claims", "t"."triage_source" AS "t_triage_source",
      "t"."triage_model" AS "t_triage_model", "t"."suggested_category" AS "t_suggested_category",
      "t"."suggested_priority" AS "t_suggested_priority", "t"."suggested_topic_id" AS "t_suggested_topic_id",
      "t"."confidence" AS "t_confidence", "t"."rationale" AS "t_rationale", "t"."evidence" AS "t_evidence",
      "t"."abstained" AS "t_abstained", "t"."hostile" AS "t_hostile", "t"."held" AS "t_held",
      "t"."self_settled" AS "t_self_settled", "t"."degraded_reason" AS "t_degraded_reason",
      "t"."classified_at" AS "t_classified_at", "t"."decided_by" AS "t_decided_by", "t"."decided_by_id" AS "t_decided_by_id",
      "t"."decided_at" AS "t_decided_at", "t"."decided_category" AS "t_decided_category",
      "t"."decided_priority" AS "t_decided_priority", "t"."decision_outdated" AS "t_decision_outdated",
      "t"."version" AS "t_version", "t"."created_at" AS "t_created_at", "t"."updated_at" AS "t_updated_at",
      "t"."internal_updates" AS "t_internal_updates", "t"."public_updated_at" AS "t_public_updated_at",
      "t"."unread" AS "t_unread", "t"."customer_replied_at" AS "t_customer_replied_at",
      "t"."first_response_at" AS "t_first_response_at", "t"."resolved_at" AS "t_resolved_at",
      "t"."deleted_at" AS "t_deleted_at", now() AS "now",
      (SELECT r.name FROM teams r WHERE r.id = "t"."team_id") AS "teamName",
CASE WHEN "t"."organization_id" IS NOT NULL THEN
  (SELECT r.name FROM organizations r WHERE r.id = "t"."organization_id") END AS "organizationName",
CASE WHEN "t"."topic_id" IS NOT NULL THEN
(SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = "t"."topic_id") END AS "topic",
CASE WHEN "t"."suggested_topic_id" IS NOT NULL THEN
(SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = "t"."suggested_topic_id") END AS "suggestedTopic",
(SELECT json_agg(json_build_object('id', u.id, 'name', u.name))
  FROM ticket_followers f JOIN users u ON u.id = f.user_id WHERE f.ticket_id = "t"."id") AS "followers",
(SELECT json_agg(json_build_object('id', l.linked_id, 'type', l.type))
  FROM ticket_links l WHERE l.ticket_id = "t"."id") AS "links",
(SELECT json_build_object('authorId', m.author_id, 'authorName', coalesce(u.name, m.author_name),
    'byRequester', coalesce(u.role = 'requester' OR u.id = "t"."requester_id",
      m.author_name = "t"."requester_name", false), 'at', m.created_at, 'visibility', m.visibility)
  FROM (SELECT * FROM ticket_messages m WHERE m.ticket_id = t.id
    ORDER BY m.created_at DESC,
      m.id DESC LIMIT 1) m LEFT JOIN users u ON u.id = m.author_id) AS "lastMessage" FROM "tickets" "t" WHERE "t"."id" IN ($1) ORDER BY "t"."id" ASC FOR UPDATE;
SELECT "User"."id" AS "User_id", "User"."name" AS "User_name", "User"."email" AS "User_email",
  "User"."role" AS "User_role", "User"."active" AS "User_active", "User"."has_account" AS "User_has_account",
  "User"."organization_id" AS "User_organization_id", "User"."last_sign_in_at" AS "User_last_sign_in_at",
  "User"."created_at" AS "User_created_at"
FROM "users" "User"
WHERE (("User"."id" IN ($1, $2)));

-- writeUpdate
UPDATE tickets t SET "assignee_id" = "u"."assignee_id", "version" = "u"."version", "updated_at" = "u"."updated_at",
      "internal_updates" = "u"."internal_updates"
FROM jsonb_to_recordset($1::jsonb) AS u (id integer, "assignee_id" integer, "version" integer,
      "updated_at" timestamp with time zone, "internal_updates" integer) WHERE t.id = u.id;
INSERT INTO ticket_history (ticket_id, at, actor_type, actor_id, actor_name, changes, reason)
SELECT h."ticketId", $1, $2, $3, $4, h.changes, h.reason
FROM jsonb_to_recordset($5::jsonb) AS h ("ticketId" integer, changes jsonb, reason text);
SELECT "User"."id" AS "User_id", "User"."name" AS "User_name", "User"."email" AS "User_email",
  "User"."role" AS "User_role", "User"."active" AS "User_active", "User"."has_account" AS "User_has_account",
  "User"."organization_id" AS "User_organization_id", "User"."last_sign_in_at" AS "User_last_sign_in_at",
  "User"."created_at" AS "User_created_at"
FROM "users" "User"
WHERE (("User"."id" IN ($1, $2)));

-- writeUpdates
UPDATE tickets t SET "status" = "u"."status", "version" = "u"."version", "updated_at" = "u"."updated_at",
      "internal_updates" = "u"."internal_updates"
FROM jsonb_to_recordset($1::jsonb) AS u (id integer, "status" ticket_status, "version" integer,
      "updated_at" timestamp with time zone, "internal_updates" integer) WHERE t.id = u.id;
INSERT INTO ticket_history (ticket_id, at, actor_type, actor_id, actor_name, changes, reason)
SELECT h."ticketId", $1, $2, $3, $4, h.changes, h.reason
FROM jsonb_to_recordset($5::jsonb) AS h ("ticketId" integer, changes jsonb, reason text);

-- writeUnread
update "tickets"
set "unread" = $1, "version" = "version" + $2, "internal_updates" = "internal_updates" + $3
where "id" = $4;

-- recordHistory
INSERT INTO ticket_history (ticket_id, at, actor_type, actor_id, actor_name, changes, reason)
SELECT h."ticketId", $1, $2, $3, $4, h.changes, h.reason
FROM jsonb_to_recordset($5::jsonb) AS h ("ticketId" integer, changes jsonb, reason text);

-- readReferences
-- returns teamId integer, organizationId integer?, teamName text?, organizationName text?, topic json?, suggestedTopic json?, followers json?, links json?, lastMessage json?
SELECT t.team_id AS "teamId", t.organization_id AS "organizationId",
      (SELECT r.name FROM teams r WHERE r.id = t.team_id) AS "teamName",
CASE WHEN t.organization_id IS NOT NULL THEN
  (SELECT r.name FROM organizations r WHERE r.id = t.organization_id) END AS "organizationName",
CASE WHEN t.topic_id IS NOT NULL THEN
(SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = t.topic_id) END AS "topic",
CASE WHEN t.suggested_topic_id IS NOT NULL THEN
(SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = t.suggested_topic_id) END AS "suggestedTopic",
(SELECT json_agg(json_build_object('id', u.id, 'name', u.name))
  FROM ticket_followers f JOIN users u ON u.id = f.user_id WHERE f.ticket_id = t.id) AS "followers",
(SELECT json_agg(json_build_object('id', l.linked_id, 'type', l.type))
  FROM ticket_links l WHERE l.ticket_id = t.id) AS "links",
(SELECT json_build_object('authorId', m.author_id, 'authorName', coalesce(u.name, m.author_name),
    'byRequester', coalesce(u.role = 'requester' OR u.id = t.requester_id,
      m.author_name = t.requester_name, false), 'at', m.created_at, 'visibility', m.visibility)
  FROM (SELECT * FROM ticket_messages m WHERE m.ticket_id = t.id
    ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m LEFT JOIN users u ON u.id = m.author_id) AS "lastMessage"
FROM tickets t WHERE t.id = $1;
