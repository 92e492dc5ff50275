import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { InvalidInput } from '../../http/invalid-input.js';
import { ModelUsage, type UsageRow } from './model-usage.js';
import { costOf } from './price.js';
import type { TriageUsage, Usage, UsageOfDay, UsageQuery } from './usage.dto.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;

@Injectable()
export class UsageService {
  constructor(
    private readonly usage: ModelUsage,
    private readonly settings: Settings,
  ) {}

  async read(query: UsageQuery): Promise<TriageUsage> {
    const days = daysOf(query);
    const today = dayOf(new Date());
    const [rows, spent] = await Promise.all([
      this.usage.read(days[0]!, days.at(-1)!),
      this.usage.read(today, today),
    ]);
    const priced = costOf(this.settings, 0, 0) !== null;
    return {
      today: {
        date: today,
        budget_usd: this.settings.TRIAGE_DAILY_BUDGET_USD ?? null,
        spent_usd: priced ? sumOf(spent).cost_usd : null,
      },
      daily: days.map((date) =>
        usageOf(
          date,
          rows.filter((row) => row.date === date),
        ),
      ),
    };
  }
}

function usageOf(date: string, rows: UsageRow[]): UsageOfDay {
  return {
    date,
    ...sumOf(rows),
    by_source: rows.map(({ source, ...row }) => ({ source, ...sumOf([row]) })),
  };
}

function sumOf(rows: Usage[]): Usage {
  const sum = (name: keyof Usage): number => rows.reduce((total, row) => total + row[name], 0);
  return {
    calls: sum('calls'),
    tickets: sum('tickets'),
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cost_usd: sum('cost_usd'),
  };
}

/** @throws InvalidInput for a range that is reversed or too long */
function daysOf(query: UsageQuery): string[] {
  const to = query.to ?? new Date(dayOf(new Date()));
  const from = query.from ?? new Date(to.getTime() - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = Math.round((to.getTime() - from.getTime()) / DAY_MS) + 1;
  if (days < 1) throw new InvalidInput([{ field: 'from', message: 'must not be after to' }]);
  if (days > MAX_DAYS)
    throw new InvalidInput([{ field: 'from', message: `must be at most ${MAX_DAYS} days before to` }]);
  return Array.from({ length: days }, (_, i) => dayOf(new Date(from.getTime() + i * DAY_MS)));
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
