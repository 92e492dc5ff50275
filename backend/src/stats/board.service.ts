import { Injectable } from '@nestjs/common';
import { compareNames } from '../common/compare-names.js';
import { PRIORITIES, STATUSES, UNRESOLVED_STATUSES, type Status } from '../vocabulary/index.js';
import type { Board, BoardQuery, Lanes } from './dto/board.dto.js';
import { fillBreakdown } from './breakdown.js';
import { StatsRepository } from './stats.repository.js';

type StatusCounts = Record<Status, number>;

/** Reads counters maintained by triggers: a few rows per lane for any number of tickets. */
@Injectable()
export class BoardService {
  private readonly read: Record<Lanes, () => Promise<Board>> = {
    none: () => this.all(),
    priority: () => this.byPriority(),
    assignee: () => this.byAssignee(),
  };

  constructor(private readonly stats: StatsRepository) {}

  board({ lanes }: BoardQuery): Promise<Board> {
    return this.read[lanes]();
  }

  private async all(): Promise<Board> {
    const counts = await this.stats.countByStatus();
    return { lanes: [{ key: 'all', assignee: null, counts }] };
  }

  private async byPriority(): Promise<Board> {
    const rows = await this.stats.countByPriority();
    return {
      lanes: PRIORITIES.toReversed().map((key) => ({
        key,
        assignee: null,
        counts: toStatusCounts(rows.find(({ priority }) => priority === key)),
      })),
    };
  }

  private async byAssignee(): Promise<Board> {
    const rows = await this.stats.countByAssignee();
    const busy = rows
      .filter(({ id, ...counts }) => id !== null && UNRESOLVED_STATUSES.some((status) => counts[status] > 0))
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

function toStatusCounts(row: StatusCounts | undefined): StatusCounts {
  return fillBreakdown(STATUSES, (status) => row?.[status] ?? 0);
}
