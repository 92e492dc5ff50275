import { Injectable } from '@nestjs/common';
import { compareNames } from '../common/compare-names.js';
import { PRIORITIES, STATUSES, UNRESOLVED_STATUSES, type Status } from '../vocabulary/index.js';
import type { Caller } from '../identity/users/caller.js';
import { teamScope } from '../tickets/ticket-visibility.js';
import type { Board, BoardQuery, Lanes } from './dto/board.dto.js';
import { fillBreakdown } from './breakdown.js';
import { StatsRepository } from './stats.repository.js';

type Teams = ReturnType<typeof teamScope>;
type StatusCounts = Record<Status, number>;

/** Reads counters maintained by triggers: a few rows per lane for any number of tickets. */
@Injectable()
export class BoardService {
  private readonly read: Record<Lanes, (teams: Teams) => Promise<Board>> = {
    none: (teams) => this.all(teams),
    priority: (teams) => this.byPriority(teams),
    assignee: (teams) => this.byAssignee(teams),
    team: (teams) => this.byTeam(teams),
  };

  constructor(private readonly stats: StatsRepository) {}

  board({ lanes, team }: BoardQuery, caller: Caller): Promise<Board> {
    return this.read[lanes](teamScope(caller, team));
  }

  private async all(teams: Teams): Promise<Board> {
    const counts = await this.stats.countByStatus(teams);
    return { lanes: [{ key: 'all', assignee: null, team: null, counts }] };
  }

  private async byTeam(teams: Teams): Promise<Board> {
    const rows = await this.stats.countByTeam(teams);
    return {
      lanes: rows
        .toSorted((a, b) => compareNames(a.name, b.name))
        .map(({ id, name, ...counts }) => ({ key: String(id), assignee: null, team: { id, name }, counts })),
    };
  }

  private async byPriority(teams: Teams): Promise<Board> {
    const rows = await this.stats.countByPriority(teams);
    return {
      lanes: PRIORITIES.toReversed().map((key) => ({
        key,
        assignee: null,
        team: null,
        counts: toStatusCounts(rows.find(({ priority }) => priority === key)),
      })),
    };
  }

  private async byAssignee(teams: Teams): Promise<Board> {
    const rows = await this.stats.countByAssignee(teams);
    const busy = rows
      .filter(({ id, ...counts }) => id !== null && UNRESOLVED_STATUSES.some((status) => counts[status] > 0))
      .toSorted((a, b) => compareNames(a.name!, b.name!));
    return {
      lanes: [
        ...busy.map(({ id, name, ...counts }) => ({
          key: String(id),
          assignee: { id: id!, name: name! },
          team: null,
          counts,
        })),
        {
          key: 'none',
          assignee: null,
          team: null,
          counts: toStatusCounts(rows.find(({ id }) => id === null)),
        },
      ],
    };
  }
}

function toStatusCounts(row: StatusCounts | undefined): StatusCounts {
  return fillBreakdown(STATUSES, (status) => row?.[status] ?? 0);
}
