import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource } from 'typeorm';
import { double, enumeration, text, type RowOf } from '../../database/columns.js';
import { db, execute, query, queryOne, statement } from '../../database/query.js';
import { UsageLedger, type BilledCall } from './usage-ledger.js';

/** The daily budget may be exceeded by the cost of all processes' calls within this time. */
const CACHE_MS = 5000;

const USAGE = {
  date: text,
  source: enumeration('triage_source'),
  calls: double,
  tickets: double,
  input_tokens: double,
  output_tokens: double,
  cost_usd: double,
};
export type UsageRow = RowOf<typeof USAGE>;

/** Usage per UTC day, source and model in the table `model_usage`. */
@Injectable()
export class ModelUsageRepository extends UsageLedger {
  private readonly logger = new Logger(ModelUsageRepository.name);
  private cache = { at: -Infinity, day: '', usd: 0 };

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async record(call: BilledCall): Promise<void> {
    this.cache.usd += call.costUsd ?? 0;
    try {
      await execute(this.dataSource, addUsage(call));
    } catch (error) {
      this.logger.warn({ err: error, ...call }, 'Model usage could not be recorded');
    }
  }

  async spentToday(): Promise<number> {
    const day = new Date().toISOString().slice(0, 10);
    if (this.cache.day !== day || performance.now() - this.cache.at > CACHE_MS) {
      const spent = sql`SELECT coalesce(sum(cost_usd), 0) AS usd FROM model_usage WHERE day = ${day}`;
      const { usd } = await queryOne(this.dataSource, statement({ usd: double }, spent));
      this.cache = { at: performance.now(), day, usd };
    }
    return this.cache.usd;
  }

  /** Usage by day and source, oldest first. Days without calls are omitted. */
  async read(from: string, to: string): Promise<UsageRow[]> {
    const usage = sql`
      SELECT to_char(day, 'YYYY-MM-DD') AS date, source, sum(calls)::float8 AS calls, sum(tickets)::float8 AS tickets,
        sum(input_tokens)::float8 AS input_tokens, sum(output_tokens)::float8 AS output_tokens, sum(cost_usd) AS cost_usd
      FROM model_usage WHERE day BETWEEN ${from} AND ${to} GROUP BY day, source ORDER BY day, source`;
    return query(this.dataSource, statement(USAGE, usage));
  }
}

/** Adds a call to the usage of its day, source and model. */
function addUsage({ source, model, tickets, inputTokens, outputTokens, costUsd }: BilledCall) {
  return db
    .insertInto('model_usage')
    .values({
      day: sql<Date>`(now() AT TIME ZONE 'UTC')::date`,
      source,
      model,
      calls: 1,
      tickets,
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      cost_usd: costUsd ?? 0,
    })
    .onConflict((conflict) =>
      conflict.columns(['day', 'source', 'model']).doUpdateSet(({ eb, ref }) => ({
        calls: eb('model_usage.calls', '+', ref('excluded.calls')),
        tickets: eb('model_usage.tickets', '+', ref('excluded.tickets')),
        input_tokens: eb('model_usage.input_tokens', '+', ref('excluded.input_tokens')),
        output_tokens: eb('model_usage.output_tokens', '+', ref('excluded.output_tokens')),
        cost_usd: eb('model_usage.cost_usd', '+', ref('excluded.cost_usd')),
      })),
    );
}
