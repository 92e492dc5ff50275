import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { TriageSource } from '../../vocabulary/index.js';
import { UsageLedger, type BilledCall } from './usage-ledger.js';

/** The daily budget may be exceeded by the cost of all processes' calls within this time. */
const CACHE_MS = 5000;

export interface UsageRow {
  date: string;
  source: TriageSource;
  calls: number;
  tickets: number;
  input_tokens: number;
  output_tokens: number;
  cost_usd: number;
}

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
      await this.dataSource.query(INSERT_USAGE, [
        call.source,
        call.model,
        call.tickets,
        call.inputTokens,
        call.outputTokens,
        call.costUsd ?? 0,
      ]);
    } catch (error) {
      this.logger.warn({ err: error, ...call }, 'Model usage could not be recorded');
    }
  }

  async spentToday(): Promise<number> {
    const day = new Date().toISOString().slice(0, 10);
    if (this.cache.day !== day || performance.now() - this.cache.at > CACHE_MS) {
      const [row] = await this.dataSource.query<{ usd: number }[]>(
        `SELECT coalesce(sum(cost_usd), 0) AS usd FROM model_usage WHERE day = $1`,
        [day],
      );
      this.cache = { at: performance.now(), day, usd: row!.usd };
    }
    return this.cache.usd;
  }

  /** Usage by day and source, oldest first. Days without calls are omitted. */
  async read(from: string, to: string): Promise<UsageRow[]> {
    return this.dataSource.query<UsageRow[]>(SELECT_USAGE, [from, to]);
  }
}

const INSERT_USAGE = `
  INSERT INTO model_usage AS u (day, source, model, calls, tickets, input_tokens, output_tokens, cost_usd)
  VALUES ((now() AT TIME ZONE 'UTC')::date, $1, $2, 1, $3, $4, $5, $6)
  ON CONFLICT (day, source, model) DO UPDATE SET
    calls = u.calls + 1, tickets = u.tickets + excluded.tickets,
    input_tokens = u.input_tokens + excluded.input_tokens, output_tokens = u.output_tokens + excluded.output_tokens,
    cost_usd = u.cost_usd + excluded.cost_usd`;

const SELECT_USAGE = `
  SELECT to_char(day, 'YYYY-MM-DD') AS date, source, sum(calls)::float8 AS calls, sum(tickets)::float8 AS tickets,
    sum(input_tokens)::float8 AS input_tokens, sum(output_tokens)::float8 AS output_tokens, sum(cost_usd) AS cost_usd
  FROM model_usage WHERE day BETWEEN $1 AND $2 GROUP BY day, source ORDER BY day, source`;
