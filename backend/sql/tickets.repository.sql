-- Statements of src/tickets/tickets.repository.ts, written by `npm run sql:generate`.

-- get
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

-- list
-- returns n integer
SELECT coalesce(sum(n), 0)::int AS n FROM "ticket_counts" "t" WHERE true;
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.deleted_at IS NULL ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- returns n integer
SELECT coalesce(sum(n), 0)::int AS n
FROM "ticket_workload" "t"
WHERE t.status IN ('open') AND (t.assignee_id IN ($1) OR t.assignee_id IS NULL);
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.deleted_at IS NULL AND t.status IN ('open') AND (t.assignee_id IN ($1) OR t.assignee_id IS NULL) ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.deleted_at IS NULL AND t.requester_id = $1 AND t.status IN ('open') AND t.created_at >= $2 AND t.created_at < $3 ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- SET LOCAL statement_timeout = 5000
-- returns n integer
SELECT count(*)::int AS n
FROM (SELECT FROM tickets t WHERE t.deleted_at IS NULL AND t.requester_id = $1 AND t.status IN ('open') AND t.created_at >= $2 AND t.created_at < $3 LIMIT 10001) capped;
-- returns n integer
SELECT coalesce(sum(n), 0)::int AS n FROM (SELECT "status", "priority", "category", "triage_state", "triage_source",
      sum("n")::bigint AS "n" FROM (SELECT "status", "priority", "category", "triage_state", "triage_source",
      "n" FROM "ticket_counts"
UNION ALL SELECT "status", "priority", "category", "triage_state", "triage_source",
      -"n" FROM "team_ticket_counts" WHERE team_id <> ALL ($1::integer[])) r GROUP BY "status", "priority", "category",
      "triage_state", "triage_source" HAVING sum("n") <> 0) "t" WHERE true;
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
      t.decided_by_id AS "decidedById" FROM (SELECT t.* FROM tickets t WHERE t.team_id = $1 AND t.deleted_at IS NULL AND t.team_id = ANY ($2::integer[]) UNION ALL SELECT t.* FROM tickets t WHERE t.team_id = $3 AND t.deleted_at IS NULL AND t.team_id = ANY ($4::integer[])) t WHERE true ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- returns n integer
SELECT coalesce(sum(n), 0)::int AS n
FROM (SELECT "status", "priority", "category", "triage_state", "triage_source", sum("n")::bigint AS "n"
FROM (SELECT "status", "priority", "category", "triage_state", "triage_source", "n"
FROM "team_ticket_counts"
WHERE team_id = ANY ($1::integer[])) r
GROUP BY "status", "priority", "category", "triage_state", "triage_source" HAVING sum("n") <> 0) "t"
WHERE t.status IN ('open');
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.deleted_at IS NULL AND t.team_id = $1 AND t.status IN ('open') ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
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
      t.decided_by_id AS "decidedById" FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL AND t.category IN ('billing') AND t.unread ORDER BY t.created_at DESC,
      t.id DESC LIMIT 5000) t WHERE t.tags && $1::text[] ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- SET LOCAL statement_timeout = 5000
-- returns all integer, n integer, loose integer, before integer, tagged integer, worded integer
SELECT count(*)::int AS all, (count(*) FILTER (WHERE t.tags && $1::text[]))::int AS n,
  (count(*) FILTER (WHERE false))::int AS loose,
  (count(*) FILTER (WHERE true))::int AS before,
  (count(*) FILTER (WHERE true))::int AS tagged,
  (count(*) FILTER (WHERE false))::int AS worded
FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL AND t.category IN ('billing') AND t.unread ORDER BY t.created_at DESC,
      t.id DESC LIMIT 1001) t;
-- returns n integer
SELECT coalesce(sum(n), 0)::int AS n FROM "ticket_counts" "t" WHERE t.status IN ('open');
-- SET LOCAL statement_timeout = 5000
-- returns n integer
SELECT count(*)::int AS n
FROM (SELECT FROM tickets t WHERE t.deleted_at IS NULL AND t.status IN ('open') AND t.snoozed_until > now() LIMIT 10001) capped;
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.deleted_at IS NULL AND t.status IN ('open') AND (t.snoozed_until IS NULL OR t.snoozed_until <= now()) ORDER BY coalesce(t.due_at,
      '9999-12-31 23:59:59.999+00') ASC, t.id ASC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."dueAt" ASC, page."id" ASC;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns literal text?, outdated boolean, q0 text, m0 integer[], a0 integer[]
WITH latest AS MATERIALIZED (SELECT ticket_id, search_vector FROM ticket_messages ORDER BY id DESC LIMIT 1000),
common AS MATERIALIZED (SELECT true, count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($1,
      true)::text, '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c0" FROM latest),
people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN ('agent', 'admin'))
SELECT search_query($2, true)::text AS "q0", ARRAY(SELECT ticket_id FROM (SELECT ticket_id FROM ticket_messages
 WHERE NOT (SELECT "c0" FROM common) AND search_vector @@ search_query($3, true) LIMIT 1000) rare
 UNION SELECT ticket_id FROM latest WHERE (SELECT "c0" FROM common) AND search_vector @@ search_query($4,
      true)) AS "m0", ARRAY(SELECT id FROM people WHERE words @@ search_query($5, true)) AS "a0", NULL::text AS literal,
      EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated;
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
      t.decided_by_id AS "decidedById" FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL ORDER BY t.created_at DESC,
      t.id DESC LIMIT 1050) t WHERE t.search_vector @@ (($1::tsquery)) ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- SET LOCAL statement_timeout = 5000
-- returns all integer, n integer, loose integer, before integer, tagged integer, worded integer
SELECT count(*)::int AS all, (count(*) FILTER (WHERE t.search_vector @@ (($1::tsquery))))::int AS n,
  (count(*) FILTER (WHERE false))::int AS loose,
  (count(*) FILTER (WHERE true))::int AS before,
  (count(*) FILTER (WHERE true))::int AS tagged,
  (count(*) FILTER (WHERE false))::int AS worded
FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL ORDER BY t.created_at DESC, t.id DESC LIMIT 1001) t;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- SET LOCAL enable_indexscan = off
-- SET LOCAL work_mem = '32MB'
-- SET LOCAL max_parallel_workers_per_gather = 0
-- SET LOCAL jit = off
-- returns n integer, ids integer[], samples integer, bound timestamp with time zone?
WITH sample AS MATERIALIZED (SELECT t.id, t.created_at AS "place0",
      t.id AS "place1" FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($1::tsquery)) AND ticket_search_keys(t.id,
      t.created_at, t.updated_at, t.priority) && $2::integer[]), matching AS MATERIALIZED ((SELECT t.id,
      t.created_at AS "place0",
      t.id AS "place1" FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($3::tsquery)) AND (SELECT count(*) FROM sample) <= 62 ))
 SELECT (SELECT count(*)::int FROM matching) AS n, ARRAY(SELECT id FROM matching WHERE true
ORDER BY "place0" DESC, "place1" DESC LIMIT 21) AS ids,
   (SELECT count(*)::int FROM sample) AS samples,
   (SELECT place0 FROM sample WHERE true
ORDER BY "place0" DESC, "place1" DESC OFFSET 28 LIMIT 1) AS bound;
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.id = ANY ($1::integer[]) AND t.deleted_at IS NULL ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- returns word text, stem text?
SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest($1::text[]) AS word;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns literal text?, outdated boolean, q0 text, m0 integer[], a0 integer[]
WITH latest AS MATERIALIZED (SELECT ticket_id, search_vector FROM ticket_messages ORDER BY id DESC LIMIT 1000),
common AS MATERIALIZED (SELECT true, count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($1,
      true)::text, '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c0" FROM latest),
people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN ('agent', 'admin'))
SELECT search_query($2, true)::text AS "q0", ARRAY(SELECT ticket_id FROM (SELECT ticket_id FROM ticket_messages
 WHERE NOT (SELECT "c0" FROM common) AND search_vector @@ search_query($3, true) LIMIT 1000) rare
 UNION SELECT ticket_id FROM latest WHERE (SELECT "c0" FROM common) AND search_vector @@ search_query($4,
      true)) AS "m0", ARRAY(SELECT id FROM people WHERE words @@ search_query($5, true)) AS "a0", NULL::text AS literal,
      EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated;
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
      t.decided_by_id AS "decidedById" FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL ORDER BY t.priority DESC,
      t.created_at DESC, t.id DESC LIMIT 1050) t WHERE t.search_vector @@ (($1::tsquery)) ORDER BY t.priority DESC,
      t.created_at DESC, t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."priority" DESC, page."createdAt" DESC,
      page."id" DESC;
-- SET LOCAL statement_timeout = 5000
-- returns all integer, n integer, loose integer, before integer, tagged integer, worded integer
SELECT count(*)::int AS all, (count(*) FILTER (WHERE t.search_vector @@ (($1::tsquery))))::int AS n,
  (count(*) FILTER (WHERE false))::int AS loose,
  (count(*) FILTER (WHERE true))::int AS before,
  (count(*) FILTER (WHERE true))::int AS tagged,
  (count(*) FILTER (WHERE false))::int AS worded
FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL ORDER BY t.created_at DESC, t.id DESC LIMIT 1001) t;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- SET LOCAL enable_indexscan = off
-- SET LOCAL work_mem = '32MB'
-- SET LOCAL max_parallel_workers_per_gather = 0
-- SET LOCAL jit = off
-- returns n integer, ids integer[], samples integer, bound ticket_priority?
WITH sample AS MATERIALIZED (SELECT t.id, t.priority AS "place0", t.created_at AS "place1",
      t.id AS "place2" FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($1::tsquery)) AND ticket_search_keys(t.id,
      t.created_at, t.updated_at, t.priority) && $2::integer[]), matching AS MATERIALIZED ((SELECT t.id,
      t.priority AS "place0", t.created_at AS "place1",
      t.id AS "place2" FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($3::tsquery)) AND (SELECT count(*) FROM sample) <= 62 ))
 SELECT (SELECT count(*)::int FROM matching) AS n, ARRAY(SELECT id FROM matching WHERE true
ORDER BY "place0" DESC, "place1" DESC, "place2" DESC LIMIT 21) AS ids,
   (SELECT count(*)::int FROM sample) AS samples,
   (SELECT place0 FROM sample WHERE true
ORDER BY "place0" DESC, "place1" DESC, "place2" DESC OFFSET 28 LIMIT 1) AS bound;
-- returns place ticket_priority
SELECT t.priority AS place FROM tickets t WHERE t.deleted_at IS NULL
ORDER BY t.priority DESC, t.created_at DESC, t.id DESC LIMIT 1;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- SET LOCAL enable_indexscan = off
-- SET LOCAL work_mem = '32MB'
-- SET LOCAL max_parallel_workers_per_gather = 0
-- SET LOCAL jit = off
-- returns n integer, ids integer[]
WITH matching AS MATERIALIZED ((SELECT t.id, t.priority AS "place0", t.created_at AS "place1",
      t.id AS "place2" FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($1::tsquery)) AND ticket_search_keys(t.id,
      t.created_at, t.updated_at, t.priority) && $2::integer[]))
SELECT (SELECT count(*)::int FROM matching) AS n,
  ARRAY(SELECT id FROM matching ORDER BY "place0" DESC, "place1" DESC, "place2" DESC LIMIT 21) AS ids;
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.id = ANY ($1::integer[]) AND t.deleted_at IS NULL ORDER BY t.priority DESC,
      t.created_at DESC, t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."priority" DESC, page."createdAt" DESC,
      page."id" DESC;
-- returns word text, stem text?
SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest($1::text[]) AS word;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns literal text?, outdated boolean, q0 text, m0 integer[], a0 integer[], q1 text, m1 integer[], a1 integer[]
WITH latest AS MATERIALIZED (SELECT m.ticket_id, m.search_vector FROM (
    SELECT t.id FROM tickets t WHERE t.requester_id = $1 AND t.deleted_at IS NULL ORDER BY t.created_at DESC,
      t.id DESC LIMIT 1000
  ) own JOIN ticket_messages m ON m.ticket_id = own.id AND m.visibility = 'public'),
common AS MATERIALIZED (SELECT true, count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($2,
      false)::text, '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c0",
      count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($3, false)::text, '<(-|\d+)>', '&',
      'g')::tsquery) > 20 AS "c1" FROM latest),
people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN ('agent', 'admin'))
SELECT search_query($4, false)::text AS "q0", ARRAY(SELECT ticket_id FROM latest WHERE search_vector @@ search_query($5,
      false)) AS "m0", ARRAY(SELECT id FROM people WHERE words @@ search_query($6, false)) AS "a0", search_query($7,
      false)::text AS "q1", ARRAY(SELECT ticket_id FROM latest WHERE search_vector @@ search_query($8, false)) AS "m1",
      ARRAY(SELECT id FROM people WHERE words @@ search_query($9, false)) AS "a1", search_query($10, false)::text AS literal,
      EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated;
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
      t.decided_by_id AS "decidedById" FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL AND t.requester_id = $1 ORDER BY t.created_at DESC,
      t.id DESC LIMIT 1050) t WHERE (t.search_vector @@ (($2::tsquery)) AND NOT (t.search_vector @@ $3::tsquery)) ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- SET LOCAL statement_timeout = 5000
-- returns all integer, n integer, loose integer, before integer, tagged integer, worded integer
SELECT count(*)::int AS all,
      (count(*) FILTER (WHERE (t.search_vector @@ (($1::tsquery)) AND NOT (t.search_vector @@ $2::tsquery))))::int AS n,
  (count(*) FILTER (WHERE t.search_vector @@ (($3::tsquery))))::int AS loose,
  (count(*) FILTER (WHERE true))::int AS before,
  (count(*) FILTER (WHERE true))::int AS tagged,
  (count(*) FILTER (WHERE false))::int AS worded
FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL AND t.requester_id = $4 ORDER BY t.created_at DESC,
      t.id DESC LIMIT 1001) t;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns n integer, ids integer[], samples integer, bound timestamp with time zone?
WITH  matching AS MATERIALIZED ((SELECT t.id, t.created_at AS "place0",
      t.id AS "place1" FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL AND t.requester_id = $1 ORDER BY t.created_at DESC,
      t.id DESC LIMIT 5000) t WHERE (t.search_vector @@ (($2::tsquery)) AND NOT (t.search_vector @@ $3::tsquery)) ))
 SELECT (SELECT count(*)::int FROM matching) AS n, ARRAY(SELECT id FROM matching WHERE true
ORDER BY "place0" DESC, "place1" DESC LIMIT 21) AS ids,
   0 AS samples, NULL::timestamptz AS bound;
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.id = ANY ($1::integer[]) AND t.deleted_at IS NULL AND t.requester_id = $2 ORDER BY t.created_at DESC,
      t.id DESC LIMIT 21) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" DESC, page."id" DESC;
-- returns word text, stem text?
SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest($1::text[]) AS word;

-- streamBatches
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
      t.decided_by_id AS "decidedById" FROM tickets t WHERE t.deleted_at IS NULL AND t.unread ORDER BY t.created_at ASC,
      t.id ASC LIMIT 500) page LEFT JOIN users a ON a.id = page."assigneeId"
      LEFT JOIN users d ON d.id = page."decidedById" ORDER BY page."createdAt" ASC, page."id" ASC;

-- conversations
SELECT "m"."id" AS "m_id", "m"."ticket_id" AS "m_ticket_id", "m"."author_id" AS "m_author_id",
  "m"."author_name" AS "m_author_name", "m"."body" AS "m_body", "m"."visibility" AS "m_visibility",
  "m"."channel" AS "m_channel", "m"."mail_from" AS "m_mail_from", "m"."created_at" AS "m_created_at",
  "author"."id" AS "author_id", "author"."name" AS "author_name", "author"."email" AS "author_email",
  "author"."role" AS "author_role", "author"."active" AS "author_active", "author"."has_account" AS "author_has_account",
  "author"."organization_id" AS "author_organization_id", "author"."last_sign_in_at" AS "author_last_sign_in_at",
  "author"."created_at" AS "author_created_at"
FROM "ticket_messages" "m"
LEFT
JOIN "users" "author" ON "author"."id"="m"."author_id"
WHERE "m"."ticket_id" IN ($1)
ORDER BY "m"."ticket_id" ASC, "m"."created_at" ASC, "m"."id" ASC;
-- returns owner integer, id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.message_id AS owner, a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.message_id = ANY ($1::integer[]) ORDER BY a.id;

-- descriptionAttachments
-- returns owner integer, id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.ticket_id AS owner, a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.ticket_id = ANY ($1::integer[]) ORDER BY a.id;

-- history
select "requester_id", "team_id" from "tickets" where "id" = $1 and "deleted_at" is null;
SELECT "h"."id" AS "h_id", "h"."ticket_id" AS "h_ticket_id", "h"."at" AS "h_at", "h"."actor_type" AS "h_actor_type",
  "h"."actor_id" AS "h_actor_id", "h"."actor_name" AS "h_actor_name", "h"."changes" AS "h_changes",
  "h"."reason" AS "h_reason"
FROM "ticket_history" "h"
WHERE "h"."ticket_id" = $1
ORDER BY "h"."id" DESC
LIMIT 21;

-- messages
select "p"."id", "p"."body", "p"."held", "p"."changes", "p"."recipients", "p"."created_at", "p"."deliver_at",
  "u"."id" as "author_id", "u"."name"
from "pending_messages" as "p"
inner
join "users" as "u" on "u"."id" = "p"."author_id"
where "p"."ticket_id" = $1
order by "p"."id";
select "requester_id", "team_id" from "tickets" where "id" = $1 and "deleted_at" is null;
-- returns owner integer, id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.pending_message_id AS owner, a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail,
      b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.pending_message_id = ANY ($1::integer[]) ORDER BY a.id;
select "m"."id", "m"."body", "m"."visibility", "m"."created_at", "m"."author_name", "m"."channel",
  "m"."mail_from" as "mailFrom", "u"."id" as "author_id", "u"."name"
from "ticket_messages" as "m"
left
join "users" as "u" on "u"."id" = "m"."author_id"
where "m"."ticket_id" = $1
order by "m"."created_at", "m"."id"
limit $2;
-- returns owner integer, id integer, name text, type text, size integer, sha256 text, has_thumbnail boolean, state blob_state, state_reason text?
SELECT a.message_id AS owner, a.id, a.name, b.type, b.size, b.sha256, b.thumbnail IS NOT NULL AS has_thumbnail, b.state,
  b.state_reason FROM attachments a JOIN blobs b ON b.id = a.blob_id
WHERE a.message_id = ANY ($1::integer[]) ORDER BY a.id;
-- returns message_id integer, address text, kind text, delivery delivery_state, detail text?, updated_at timestamp with time zone
SELECT message_id, address, kind, delivery, detail, updated_at FROM message_recipients
WHERE message_id = ANY ($1::integer[]) ORDER BY message_id, kind DESC, address;

-- requireVisible
select "requester_id", "team_id" from "tickets" where "id" = $1 and "deleted_at" is null;

-- ofSameRequester
select "requester_id", "team_id" from "tickets" where "id" = $1 and "deleted_at" is null;
-- returns id integer, title text, text text, status ticket_status, created_at timestamp with time zone
SELECT t.id, t.title, left(t.description, 2000) AS text, t.status, t.created_at FROM tickets t WHERE t.id = $1
UNION ALL (
  SELECT t.id, t.title, left(t.description, 2000) AS text, t.status,
      t.created_at FROM tickets own JOIN tickets t ON t.person_id = own.person_id
  WHERE own.id = $2 AND t.id <> own.id AND t.merged_into_id IS NULL
    AND t.created_at BETWEEN own.created_at - make_interval(days => 14) AND own.created_at + make_interval(days => 14)
    AND t.deleted_at IS NULL
  ORDER BY t.created_at DESC, t.id DESC LIMIT 50);

-- deleted
-- returns id integer, title text, deleted_at timestamp with time zone, deleted_by text?, restorable_until timestamp with time zone
SELECT t.id, t.title, t.deleted_at, h.actor_name AS deleted_by,
  t.deleted_at + make_interval(days => $1) AS restorable_until
FROM tickets t
LEFT JOIN LATERAL (
  SELECT actor_name FROM ticket_history
  WHERE ticket_id = t.id AND changes ? 'deleted' ORDER BY id DESC LIMIT 1
) h ON true
WHERE t.deleted_at > now() - make_interval(days => $2)
ORDER BY t.deleted_at DESC, t.id DESC LIMIT 500;

-- total
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns literal text?, outdated boolean, q0 text, m0 integer[], a0 integer[]
WITH latest AS MATERIALIZED (SELECT ticket_id, search_vector FROM ticket_messages ORDER BY id DESC LIMIT 1000),
common AS MATERIALIZED (SELECT true, count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($1,
      true)::text, '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c0" FROM latest),
people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN ('agent', 'admin'))
SELECT search_query($2, true)::text AS "q0", ARRAY(SELECT ticket_id FROM (SELECT ticket_id FROM ticket_messages
 WHERE NOT (SELECT "c0" FROM common) AND search_vector @@ search_query($3, true) LIMIT 1000) rare
 UNION SELECT ticket_id FROM latest WHERE (SELECT "c0" FROM common) AND search_vector @@ search_query($4,
      true)) AS "m0", ARRAY(SELECT id FROM people WHERE words @@ search_query($5, true)) AS "a0", NULL::text AS literal,
      EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated;
-- SET LOCAL statement_timeout = 5000
-- returns all integer, n integer, loose integer, before integer, tagged integer, worded integer
SELECT count(*)::int AS all, (count(*) FILTER (WHERE t.search_vector @@ (($1::tsquery))))::int AS n,
  (count(*) FILTER (WHERE false))::int AS loose,
  (count(*) FILTER (WHERE true))::int AS before,
  (count(*) FILTER (WHERE true))::int AS tagged,
  (count(*) FILTER (WHERE false))::int AS worded
FROM (SELECT t.* FROM tickets t WHERE t.deleted_at IS NULL ORDER BY t.created_at DESC, t.id DESC LIMIT 1001) t;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- SET LOCAL enable_indexscan = off
-- SET LOCAL work_mem = '32MB'
-- SET LOCAL max_parallel_workers_per_gather = 0
-- SET LOCAL jit = off
-- returns n integer, ids integer[], samples integer, bound timestamp with time zone?
WITH sample AS MATERIALIZED (SELECT t.id, t.created_at AS "place0",
      t.id AS "place1" FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($1::tsquery)) AND ticket_search_keys(t.id,
      t.created_at, t.updated_at, t.priority) && $2::integer[]), matching AS MATERIALIZED ((SELECT t.id,
      t.created_at AS "place0",
      t.id AS "place1" FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($3::tsquery)) AND (SELECT count(*) FROM sample) <= 62 LIMIT 1001))
 SELECT (SELECT count(*)::int FROM matching) AS n, ARRAY(SELECT id FROM matching WHERE true
ORDER BY "place0" DESC, "place1" DESC LIMIT 0) AS ids,
   (SELECT count(*)::int FROM sample) AS samples,
   (SELECT place0 FROM sample WHERE true
ORDER BY "place0" DESC, "place1" DESC OFFSET 28 LIMIT 1) AS bound;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- SET LOCAL enable_indexscan = off
-- SET LOCAL work_mem = '32MB'
-- SET LOCAL max_parallel_workers_per_gather = 0
-- SET LOCAL jit = off
-- returns n integer
SELECT count(*)::int AS n
FROM (SELECT FROM tickets t WHERE t.deleted_at IS NULL AND t.search_vector @@ (($1::tsquery)) AND ticket_search_keys(t.id,
      t.created_at, t.updated_at, t.priority) && $2::integer[] LIMIT 1001) matching;
