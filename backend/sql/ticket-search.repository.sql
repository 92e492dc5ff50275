-- Statements of src/tickets/ticket-search.repository.ts, written by `npm run sql:generate`.

-- resolveSearch
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns literal text?, outdated boolean, q0 text, m0 integer[], a0 integer[], q1 text, m1 integer[], a1 integer[], q2 text, m2 integer[], a2 integer[]
WITH latest AS MATERIALIZED (SELECT ticket_id, search_vector FROM ticket_messages ORDER BY id DESC LIMIT 1000),
common AS MATERIALIZED (SELECT true, count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($1,
      false)::text, '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c0",
      count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($2, false)::text, '<(-|\d+)>', '&',
      'g')::tsquery) > 20 AS "c1", count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($3, false)::text,
      '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c2" FROM latest),
people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN ('agent', 'admin'))
SELECT search_query($4, false)::text AS "q0", ARRAY(SELECT ticket_id FROM (SELECT ticket_id FROM ticket_messages
 WHERE NOT (SELECT "c0" FROM common) AND search_vector @@ search_query($5, false) LIMIT 1000) rare
 UNION SELECT ticket_id FROM latest WHERE (SELECT "c0" FROM common) AND search_vector @@ search_query($6,
      false)) AS "m0", ARRAY(SELECT id FROM people WHERE words @@ search_query($7, false)) AS "a0", search_query($8,
      false)::text AS "q1", ARRAY(SELECT ticket_id FROM (SELECT ticket_id FROM ticket_messages
 WHERE NOT (SELECT "c1" FROM common) AND search_vector @@ search_query($9, false) LIMIT 1000) rare
 UNION SELECT ticket_id FROM latest WHERE (SELECT "c1" FROM common) AND search_vector @@ search_query($10,
      false)) AS "m1", ARRAY(SELECT id FROM people WHERE words @@ search_query($11, false)) AS "a1", search_query($12,
      false)::text AS "q2", ARRAY(SELECT ticket_id FROM (SELECT ticket_id FROM ticket_messages
 WHERE NOT (SELECT "c2" FROM common) AND search_vector @@ search_query($13, false) LIMIT 1000) rare
 UNION SELECT ticket_id FROM latest WHERE (SELECT "c2" FROM common) AND search_vector @@ search_query($14,
      false)) AS "m2", ARRAY(SELECT id FROM people WHERE words @@ search_query($15, false)) AS "a2", search_query($16,
      false)::text AS literal, EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns literal text?, outdated boolean, q0 text, m0 integer[], a0 integer[]
WITH latest AS MATERIALIZED (SELECT m.ticket_id, m.search_vector FROM (
    SELECT t.id FROM tickets t WHERE t.requester_id = $1 AND t.deleted_at IS NULL ORDER BY t.created_at DESC,
      t.id DESC LIMIT 1000
  ) own JOIN ticket_messages m ON m.ticket_id = own.id AND m.visibility = 'public'),
common AS MATERIALIZED (SELECT true, count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($2,
      true)::text, '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c0" FROM latest),
people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN ('agent', 'admin'))
SELECT search_query($3, true)::text AS "q0", ARRAY(SELECT ticket_id FROM latest WHERE search_vector @@ search_query($4,
      true)) AS "m0", ARRAY(SELECT id FROM people WHERE words @@ search_query($5, true)) AS "a0", NULL::text AS literal,
      EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated;
-- SET LOCAL statement_timeout = 5000
-- SET LOCAL enable_seqscan = off
-- returns literal text?, outdated boolean, q0 text, m0 integer[], a0 integer[]
WITH latest AS MATERIALIZED (SELECT m.ticket_id, m.search_vector FROM (
    SELECT t.id FROM (SELECT t.* FROM tickets t WHERE t.team_id = $1 AND t.team_id = ANY ($2::integer[]) AND t.deleted_at IS NULL UNION ALL SELECT t.* FROM tickets t WHERE t.team_id = $3 AND t.team_id = ANY ($4::integer[]) AND t.deleted_at IS NULL) t WHERE true ORDER BY t.created_at DESC,
      t.id DESC LIMIT 1000
  ) own JOIN ticket_messages m ON m.ticket_id = own.id ),
common AS MATERIALIZED (SELECT true, count(*) FILTER (WHERE search_vector @@ regexp_replace(search_query($5,
      true)::text, '<(-|\d+)>', '&', 'g')::tsquery) > 20 AS "c0" FROM latest),
people AS MATERIALIZED (SELECT id, search_words(name) AS words FROM users WHERE role IN ('agent', 'admin'))
SELECT search_query($6, true)::text AS "q0", ARRAY(SELECT rare.ticket_id FROM (SELECT ticket_id FROM ticket_messages
 WHERE NOT (SELECT "c0" FROM common) AND search_vector @@ search_query($7,
      true) LIMIT 1000) rare JOIN tickets t ON t.id = rare.ticket_id WHERE t.team_id = ANY ($8::integer[])
 UNION SELECT ticket_id FROM latest WHERE search_vector @@ search_query($9, true)) AS "m0",
      ARRAY(SELECT id FROM people WHERE words @@ search_query($10, true)) AS "a0", NULL::text AS literal,
      EXISTS (SELECT FROM search_backfill WHERE searched = 'tickets') AS outdated;

-- findStems
-- returns word text, stem text?
SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest($1::text[]) AS word;
