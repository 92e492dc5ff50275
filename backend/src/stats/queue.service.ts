import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../database/sql.js';
import {
  PRIORITIES,
  UNRESOLVED_STATUSES,
  sqlList,
  type Priority,
  type UnresolvedStatus,
} from '../vocabulary/index.js';
import { fillBreakdown } from './breakdown.js';
import { AGES, type Age, type Queue } from './dto/queue.dto.js';

/** Lowest and highest age in whole UTC days before today; null for no limit. */
const DAYS_AGO: Record<Age, { from: number | null; to: number }> = {
  today: { from: 0, to: 0 },
  yesterday: { from: 1, to: 1 },
  week: { from: 6, to: 2 },
  month: { from: 29, to: 7 },
  older: { from: null, to: 30 },
};

interface QueueRow {
  today: string;
  counts: { age: Age; status: UnresolvedStatus; priority: Priority; n: number }[] | null;
}

@Injectable()
export class QueueService {
  constructor(private readonly dataSource: DataSource) {}

  /** Reads counters maintained by triggers: a few rows for each of the last 30 days with an unresolved ticket. */
  async read(): Promise<Queue> {
    const [row] = await preparedQuery<QueueRow>(this.dataSource, 'queue', SELECT_QUEUE, []);
    const { today, counts } = row!;
    const buckets = AGES.map((name) => {
      const { from, to } = DAYS_AGO[name];
      const ofAge = (counts ?? []).filter(({ age }) => age === name);
      const sum = (matches: (count: (typeof ofAge)[number]) => boolean): number =>
        ofAge.filter(matches).reduce((total, { n }) => total + n, 0);
      return {
        name,
        created_from: from === null ? null : daysBefore(today, from),
        created_to: daysBefore(today, to),
        ...fillBreakdown(UNRESOLVED_STATUSES, (value) => sum(({ status }) => status === value)),
        by_priority: fillBreakdown(PRIORITIES, (value) => sum(({ priority }) => priority === value)),
      };
    });
    return { buckets };
  }
}

function daysBefore(day: string, days: number): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

const AGE_EXPRESSION = AGES.map((name) => {
  const { from, to } = DAYS_AGO[name];
  return `WHEN days_ago >= ${to} ${from === null ? '' : `AND days_ago <= ${from}`} THEN '${name}'`;
}).join(' ');

/** Counts older tickets as all minus the recent ones, so that the number of days read does not grow over time. */
const SELECT_QUEUE = `
  WITH recent AS (
    SELECT (now() AT TIME ZONE 'UTC')::date - day AS days_ago, status, priority, n FROM ticket_backlog
    WHERE day > (now() AT TIME ZONE 'UTC')::date - ${DAYS_AGO.older.to}
  )
  SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS today, (SELECT json_agg(c) FROM (
    SELECT age, status, priority, sum(n::int)::int AS n FROM (
      SELECT CASE ${AGE_EXPRESSION} END AS age, status, priority, n FROM recent
      UNION ALL SELECT 'older', status, priority, -n FROM recent
      UNION ALL SELECT 'older', status, priority, n FROM ticket_counts WHERE status IN (${sqlList(UNRESOLVED_STATUSES)})
    ) c GROUP BY age, status, priority
  ) c) AS counts`;
