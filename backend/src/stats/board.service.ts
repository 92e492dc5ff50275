import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { compareNames } from '../common/compare-names.js';
import { PRIORITIES, STATUSES, type Priority, type Status } from '../vocabulary/index.js';
import type { Board, BoardQuery, Lanes } from './dto/board.dto.js';
import { fillBreakdown } from './breakdown.js';

type StatusCounts = Record<Status, number>;

/** Reads counters maintained by triggers: a few rows per lane for any number of tickets. */
@Injectable()
export class BoardService {
  private readonly read: Record<Lanes, () => Promise<Board>> = {
    none: () => this.all(),
    priority: () => this.byPriority(),
    assignee: () => this.byAssignee(),
  };

  constructor(private readonly dataSource: DataSource) {}

  board({ lanes }: BoardQuery): Promise<Board> {
    return this.read[lanes]();
  }

  private async all(): Promise<Board> {
    const [counts] = await this.dataSource.query<[StatusCounts]>(`SELECT ${BY_STATUS} FROM ticket_counts`);
    return { lanes: [{ key: 'all', assignee: null, counts }] };
  }

  private async byPriority(): Promise<Board> {
    const rows = await this.dataSource.query<(StatusCounts & { priority: Priority })[]>(
      `SELECT priority, ${BY_STATUS} FROM ticket_counts GROUP BY priority`,
    );
    return {
      lanes: PRIORITIES.toReversed().map((key) => ({
        key,
        assignee: null,
        counts: toStatusCounts(rows.find(({ priority }) => priority === key)),
      })),
    };
  }

  private async byAssignee(): Promise<Board> {
    const rows = await this.dataSource.query<(StatusCounts & { id: number | null; name: string | null })[]>(
      `SELECT w.*, u.name
       FROM (SELECT assignee_id AS id, ${BY_STATUS} FROM ticket_workload GROUP BY assignee_id) w
       LEFT JOIN users u USING (id) ORDER BY id`,
    );
    const busy = rows
      .filter(({ id, open, in_progress }) => id !== null && open + in_progress > 0)
      .toSorted((a, b) => compareNames(a.name!, b.name!));
    return {
      lanes: [
        ...busy.map(({ id, name, ...counts }) => ({
          key: String(id),
          assignee: { id: id!, name: name! },
          counts,
        })),
        { key: 'none', assignee: null, counts: toStatusCounts(rows.find(({ id }) => id === null)) },
      ],
    };
  }
}

const BY_STATUS = STATUSES.map(
  (status) => `coalesce(sum(n) FILTER (WHERE status = '${status}'), 0)::int AS ${status}`,
).join(', ');

function toStatusCounts(row: StatusCounts | undefined): StatusCounts {
  return fillBreakdown(STATUSES, (status) => row?.[status] ?? 0);
}
