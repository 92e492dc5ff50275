import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access.js';
import { Problems } from '../http/problems.js';
import { Board, BoardQuery } from './board.dto.js';
import { BoardService } from './board.service.js';
import { DayRangeQuery } from '../http/day-range.dto.js';
import { Queue } from './queue.dto.js';
import { QueueService } from './queue.service.js';
import { Report } from './report.dto.js';
import { ReportService } from './report.service.js';
import { Stats } from './stats.dto.js';
import { StatsService } from './stats.service.js';

/** Each answer includes every write that was answered before it. */
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
   * Statistics of all tickets
   * @remarks Includes every write that was answered before.
   */
  @Get()
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Stats })
  @Problems()
  read(@Query() query: DayRangeQuery): Promise<Stats> {
    return this.stats.read(query);
  }

  /**
   * What came in, was resolved and was decided in a range of days
   * @remarks Includes every write that was answered before. Deleted tickets do not count, nor do decisions about them.
   */
  @Get('report')
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Report })
  @Problems()
  report(@Query() query: DayRangeQuery): Promise<Report> {
    return this.reports.read(query);
  }

  /**
   * The tickets that are open or in progress, by their age
   * @remarks The list with `status=open,in_progress` and the same days of creation has as many.
   */
  @Get('queue')
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Queue })
  @Problems()
  queue(): Promise<Queue> {
    return this.queues.read();
  }

  /** How many tickets each lane of the board has in each status */
  @Get('board')
  @Access('statistics.read', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: Board })
  @Problems()
  board(@Query() query: BoardQuery): Promise<Board> {
    return this.boards.board(query);
  }
}
