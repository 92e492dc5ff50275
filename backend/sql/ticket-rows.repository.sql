-- Statements of src/tickets/ticket-rows.repository.ts, written by `npm run sql:generate`.

-- columnOf

-- orderBy

-- findById
-- returns id integer, title text, description text, tags text[], version integer, status ticket_status, priority ticket_priority, category ticket_category, personId integer?, requesterId integer?, requesterName text?, requesterEmail text?, assigneeId integer?, teamId integer, organizationId integer?, topicId integer?, suggestedTopicId integer?, channel ticket_channel, language text?, snoozedUntil timestamp with time zone?, dueAt timestamp with time zone, mergedIntoId integer?, triageState triage_state, triageSource triage_source?, triageModel text?, suggestedCategory ticket_category?, suggestedPriority ticket_priority?, confidence real?, rationale text?, evidence text[], abstained boolean, hostile boolean, held boolean, selfSettled boolean, unread boolean, degradedReason text?, classifiedAt timestamp with time zone?, createdAt timestamp with time zone, updatedAt timestamp with time zone, firstResponseAt timestamp with time zone?, resolvedAt timestamp with time zone?, internalUpdates integer, publicUpdatedAt timestamp with time zone, customerRepliedAt timestamp with time zone, decidedById integer?, assigneeName text?, assigneeEmail text?, deciderName text?, teamName text?, organizationName text?, topic json?, suggestedTopic json?, followers json?, links json?, lastMessage json?
SELECT page.*, a.name AS "assigneeName", a.email AS "assigneeEmail", d.name AS "deciderName",
      (SELECT r.name FROM teams r WHERE r.id = page."teamId") AS "teamName",
  CASE WHEN page."organizationId" IS NOT NULL THEN
    (SELECT r.name FROM organizations r WHERE r.id = page."organizationId") END AS "organizationName",
  CASE WHEN page."topicId" IS NOT NULL THEN
  (SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = page."topicId") END AS "topic",
  CASE WHEN page."suggestedTopicId" IS NOT NULL THEN
  (SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = page."suggestedTopicId") END AS "suggestedTopic",
  (SELECT json_agg(json_build_object('id', u.id, 'name', u.name))
    FROM ticket_followers f JOIN users u ON u.id = f.user_id WHERE f.ticket_id = page."id") AS "followers",
  (SELECT json_agg(json_build_object('id', l.linked_id, 'type', l.type))
    FROM ticket_links l WHERE l.ticket_id = page."id") AS "links",
  (SELECT json_build_object('authorId', m.author_id, 'authorName', coalesce(u.name, m.author_name),
      'byRequester', coalesce(u.role = 'requester' OR u.id = page."requesterId",
        m.author_name = page."requesterName", false), 'at', m.created_at, 'visibility', m.visibility)
    FROM (SELECT * FROM ticket_messages m WHERE m.ticket_id = page."id"
      ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m LEFT JOIN users u ON u.id = m.author_id) AS "lastMessage"
    FROM (SELECT t.id AS "id", t.title AS "title", t.description AS "description", t.tags AS "tags",
      t.version AS "version", t.status AS "status", t.priority AS "priority", t.category AS "category",
      t.person_id AS "personId", t.requester_id AS "requesterId", t.requester_name AS "requesterName",
      t.requester_email AS "requesterEmail", t.assignee_id AS "assigneeId", t.team_id AS "teamId",
      t.organization_id AS "organizationId", t.topic_id AS "topicId", t.suggested_topic_id AS "suggestedTopicId",
      t.channel AS "channel", t.language AS "language", t.snoozed_until AS "snoozedUntil", coalesce(t.due_at,
      '9999-12-31 23:59:59.999+00') AS "dueAt", t.merged_into_id AS "mergedIntoId", t.triage_state AS "triageState",
      t.triage_source AS "triageSource", t.triage_model AS "triageModel", t.suggested_category AS "suggestedCategory",
      t.suggested_priority AS "suggestedPriority", t.confidence AS "confidence", t.rationale AS "rationale",
      t.evidence AS "evidence", t.abstained AS "abstained", t.hostile AS "hostile", t.held AS "held",
      t.self_settled AS "selfSettled", t.unread AS "unread", t.degraded_reason AS "degradedReason",
      t.classified_at AS "classifiedAt", t.created_at AS "createdAt", t.updated_at AS "updatedAt",
      t.first_response_at AS "firstResponseAt", t.resolved_at AS "resolvedAt", t.internal_updates AS "internalUpdates",
      coalesce(t.public_updated_at, t.updated_at) AS "publicUpdatedAt", CASE WHEN t.status IN ('open', 'in_progress',
      'waiting')
THEN coalesce(t.customer_replied_at, '1970-01-01 00:00:00+00') ELSE '1970-01-01 00:00:00+00' END AS "customerRepliedAt",
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.id = ANY ($1::integer[]) AND t.deleted_at IS NULL) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById";

-- page
-- SET LOCAL statement_timeout = 5000
-- returns id integer, title text, description text, tags text[], version integer, status ticket_status, priority ticket_priority, category ticket_category, personId integer?, requesterId integer?, requesterName text?, requesterEmail text?, assigneeId integer?, teamId integer, organizationId integer?, topicId integer?, suggestedTopicId integer?, channel ticket_channel, language text?, snoozedUntil timestamp with time zone?, dueAt timestamp with time zone, mergedIntoId integer?, triageState triage_state, triageSource triage_source?, triageModel text?, suggestedCategory ticket_category?, suggestedPriority ticket_priority?, confidence real?, rationale text?, evidence text[], abstained boolean, hostile boolean, held boolean, selfSettled boolean, unread boolean, degradedReason text?, classifiedAt timestamp with time zone?, createdAt timestamp with time zone, updatedAt timestamp with time zone, firstResponseAt timestamp with time zone?, resolvedAt timestamp with time zone?, internalUpdates integer, publicUpdatedAt timestamp with time zone, customerRepliedAt timestamp with time zone, decidedById integer?, assigneeName text?, assigneeEmail text?, deciderName text?, teamName text?, organizationName text?, topic json?, suggestedTopic json?, followers json?, links json?, lastMessage json?
SELECT page.*, a.name AS "assigneeName", a.email AS "assigneeEmail", d.name AS "deciderName",
      (SELECT r.name FROM teams r WHERE r.id = page."teamId") AS "teamName",
  CASE WHEN page."organizationId" IS NOT NULL THEN
    (SELECT r.name FROM organizations r WHERE r.id = page."organizationId") END AS "organizationName",
  CASE WHEN page."topicId" IS NOT NULL THEN
  (SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = page."topicId") END AS "topic",
  CASE WHEN page."suggestedTopicId" IS NOT NULL THEN
  (SELECT json_build_object('id', r.id, 'name', r.name, 'category',
      r.category) FROM topics r WHERE r.id = page."suggestedTopicId") END AS "suggestedTopic",
  (SELECT json_agg(json_build_object('id', u.id, 'name', u.name))
    FROM ticket_followers f JOIN users u ON u.id = f.user_id WHERE f.ticket_id = page."id") AS "followers",
  (SELECT json_agg(json_build_object('id', l.linked_id, 'type', l.type))
    FROM ticket_links l WHERE l.ticket_id = page."id") AS "links",
  (SELECT json_build_object('authorId', m.author_id, 'authorName', coalesce(u.name, m.author_name),
      'byRequester', coalesce(u.role = 'requester' OR u.id = page."requesterId",
        m.author_name = page."requesterName", false), 'at', m.created_at, 'visibility', m.visibility)
    FROM (SELECT * FROM ticket_messages m WHERE m.ticket_id = page."id"
      ORDER BY m.created_at DESC, m.id DESC LIMIT 1) m LEFT JOIN users u ON u.id = m.author_id) AS "lastMessage"
    FROM (SELECT t.id AS "id", t.title AS "title", t.description AS "description", t.tags AS "tags",
      t.version AS "version", t.status AS "status", t.priority AS "priority", t.category AS "category",
      t.person_id AS "personId", t.requester_id AS "requesterId", t.requester_name AS "requesterName",
      t.requester_email AS "requesterEmail", t.assignee_id AS "assigneeId", t.team_id AS "teamId",
      t.organization_id AS "organizationId", t.topic_id AS "topicId", t.suggested_topic_id AS "suggestedTopicId",
      t.channel AS "channel", t.language AS "language", t.snoozed_until AS "snoozedUntil", coalesce(t.due_at,
      '9999-12-31 23:59:59.999+00') AS "dueAt", t.merged_into_id AS "mergedIntoId", t.triage_state AS "triageState",
      t.triage_source AS "triageSource", t.triage_model AS "triageModel", t.suggested_category AS "suggestedCategory",
      t.suggested_priority AS "suggestedPriority", t.confidence AS "confidence", t.rationale AS "rationale",
      t.evidence AS "evidence", t.abstained AS "abstained", t.hostile AS "hostile", t.held AS "held",
      t.self_settled AS "selfSettled", t.unread AS "unread", t.degraded_reason AS "degradedReason",
      t.classified_at AS "classifiedAt", t.created_at AS "createdAt", t.updated_at AS "updatedAt",
      t.first_response_at AS "firstResponseAt", t.resolved_at AS "resolvedAt", t.internal_updates AS "internalUpdates",
      coalesce(t.public_updated_at, t.updated_at) AS "publicUpdatedAt", CASE WHEN t.status IN ('open', 'in_progress',
      'waiting')
THEN coalesce(t.customer_replied_at, '1970-01-01 00:00:00+00') ELSE '1970-01-01 00:00:00+00' END AS "customerRepliedAt",
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.unread ORDER BY t.created_at DESC,
      t.id DESC LIMIT 20) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
