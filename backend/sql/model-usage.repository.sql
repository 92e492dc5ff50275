-- Statements of src/classification/usage/model-usage.repository.ts, written by `npm run sql:generate`.

-- record
insert into "model_usage" ("day", "source", "model", "calls", "tickets", "input_tokens", "output_tokens", "cost_usd")
values ((now() AT TIME ZONE 'UTC')::date, $1, $2, $3, $4, $5, $6, $7)
on conflict ("day", "source", "model")
do update
set "calls" = "model_usage"."calls" + "excluded"."calls", "tickets" = "model_usage"."tickets" + "excluded"."tickets",
  "input_tokens" = "model_usage"."input_tokens" + "excluded"."input_tokens",
  "output_tokens" = "model_usage"."output_tokens" + "excluded"."output_tokens",
  "cost_usd" = "model_usage"."cost_usd" + "excluded"."cost_usd";

-- spentToday
-- returns usd double precision
SELECT coalesce(sum(cost_usd), 0) AS usd FROM model_usage WHERE day = $1;

-- read
-- returns date text, source triage_source, calls double precision, tickets double precision, input_tokens double precision, output_tokens double precision, cost_usd double precision
SELECT to_char(day, 'YYYY-MM-DD') AS date, source, sum(calls)::float8 AS calls, sum(tickets)::float8 AS tickets,
  sum(input_tokens)::float8 AS input_tokens, sum(output_tokens)::float8 AS output_tokens, sum(cost_usd) AS cost_usd
FROM model_usage WHERE day BETWEEN $1 AND $2 GROUP BY day, source ORDER BY day, source;
