-- Statements of src/tickets/search-backfill.repository.ts, written by `npm run sql:generate`.

-- transaction

-- lockNext
-- returns table text, nextId integer
SELECT searched AS table, next_id AS "nextId" FROM search_backfill ORDER BY searched DESC LIMIT 1
FOR UPDATE SKIP LOCKED;

-- isDone
select "searched" from "search_backfill";

-- lockRows
select "id"
from "tickets"
where "id" in (select "id"
from "tickets"
where "id" <= $1
order by "id" desc
limit $2)
order by "id" for no key update;

-- deriveWords
update "tickets"
set "search_vector" = ticket_search_words(title, description, requester_name, requester_email, tags)
where id = ANY ($1);
update "ticket_messages" set "search_vector" = search_words(body) where id = ANY ($1);

-- setNextId
update "search_backfill" set "next_id" = $1 where "searched" = $2;

-- remove
delete from "search_backfill" where "searched" = $1;
