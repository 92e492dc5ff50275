import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import type { Caller } from '../identity/users/caller.js';
import { Problems } from '../http/problems.js';
import { Board, BoardQuery } from './dto/board.dto.js';
import { BoardService } from './board.service.js';
import { StatsQuery, TeamQuery } from './dto/team-query.dto.js';
import { Queue } from './dto/queue.dto.js';
import { QueueService } from './queue.service.js';
import { Report } from './dto/report.dto.js';
import { ReportService } from './report.service.js';
import { Stats } from './dto/stats.dto.js';
import { StatsService } from './stats.service.js';

/**
 * Counts the tickets that the caller can see. Read-your-writes: each response includes all writes that were answered
 * before the request.
 */
@ApiTags('tickets')
@Controller('tickets/stats')
export class StatsController {
  constructor(
    private readonly stats: StatsService,
    private readonly reports: ReportService,
    private readonly queues: QueueService,
    private readonly boards: BoardService,
  ) {}

  /**
   * Get ticket statistics
   * @remarks Read-your-writes: includes every write that was answered before this request.
   */
  @Get()
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Stats })
  @Problems()
  read(@Query() query: StatsQuery, @CurrentCaller() caller: Caller): Promise<Stats> {
    return this.stats.read(query, caller);
  }

  /**
   * Get a report for a range of days
   * @remarks Read-your-writes. Deleted tickets and decisions on them are not counted.
   */
  @Get('report')
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Report })
  @Problems()
  report(@Query() query: StatsQuery, @CurrentCaller() caller: Caller): Promise<Report> {
    return this.reports.read(query, caller);
  }

  /**
   * Get the backlog by age
   * @remarks Counts tickets that are open or in progress. The ticket list with `status=open,in_progress` and the same
   * creation days has the same totals.
   */
  @Get('queue')
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Queue })
  @Problems()
  queue(@Query() query: TeamQuery, @CurrentCaller() caller: Caller): Promise<Queue> {
    return this.queues.read(query, caller);
  }

  /** Get ticket counts of the board */
  @Get('board')
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Board })
  @Problems()
  board(@Query() query: BoardQuery, @CurrentCaller() caller: Caller): Promise<Board> {
    return this.boards.board(query, caller);
  }
}
