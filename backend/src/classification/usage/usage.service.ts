import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import type { DayRangeQuery } from '../../http/dto/day-range.dto.js';
import { dayRange } from '../../http/day-range.js';
import { ModelUsageRepository, type UsageRow } from './model-usage.repository.js';
import { costOf } from './price.js';
import type { TriageUsage, Usage, UsageOfDay } from './dto/usage.dto.js';

const DAY_MS = 86_400_000;

@Injectable()
export class UsageService {
  constructor(
    private readonly usage: ModelUsageRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Usage by day for a range of days.
   * @throws InvalidInput if the range is reversed or too long
   */
  async read(query: DayRangeQuery): Promise<TriageUsage> {
    const { from, to } = dayRange(query);
    const today = dayOf(new Date());
    const [rows, todayRows] = await Promise.all([this.usage.read(from, to), this.usage.read(today, today)]);
    const priced = costOf(this.settings, 0, 0) !== null;
    return {
      today: {
        date: today,
        budget_usd: this.settings.TRIAGE_DAILY_BUDGET_USD ?? null,
        spent_usd: priced ? sumUsage(todayRows).cost_usd : null,
      },
      daily: daysFrom(from, to).map((date) =>
        toUsageOfDay(
          date,
          rows.filter((row) => row.date === date),
        ),
      ),
    };
  }
}

function toUsageOfDay(date: string, rows: UsageRow[]): UsageOfDay {
  return {
    date,
    ...sumUsage(rows),
    by_source: rows.map(({ source, ...row }) => ({ source, ...sumUsage([row]) })),
  };
}

function sumUsage(rows: Usage[]): Usage {
  const sum = (name: keyof Usage): number => rows.reduce((total, row) => total + row[name], 0);
  return {
    calls: sum('calls'),
    tickets: sum('tickets'),
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cost_usd: sum('cost_usd'),
  };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function daysFrom(first: string, last: string): string[] {
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  return Array.from({ length: days }, (_, at) => dayOf(new Date(Date.parse(first) + at * DAY_MS)));
}
