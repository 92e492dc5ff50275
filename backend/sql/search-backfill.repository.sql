-- Statements of src/tickets/search-backfill.repository.ts, written by `npm run sql:generate`.

-- transaction

-- lockNext
select searched as "table", "next_id" as "nextId"
from "search_backfill"
order by "searched" desc
limit $1 for update skip locked;

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
