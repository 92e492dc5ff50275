import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../identity/auth/access.js';
import { CurrentCaller } from '../../identity/auth/current-caller.js';
import { PageQuery } from '../../http/dto/page.dto.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import type { Caller } from '../../identity/users/caller.js';
import { RunChange, RunDetail, RunInput, RunList, RunTicketPage } from './dto/runs.dto.js';
import { RetriageJobsService } from './retriage-jobs.service.js';

@ApiTags('triage')
@Controller('triage/runs')
export class RunsController {
  constructor(private readonly jobs: RetriageJobsService) {}

  /** List bulk re-triage runs */
  @Get()
  @Access('triage.manage')
  @ApiResponse({ status: 200, type: RunList })
  @Problems()
  list(): Promise<RunList> {
    return this.jobs.list();
  }

  /**
   * Start a bulk re-triage run
   * @remarks Previews what would change; nothing is changed until the run is applied. Tickets reviewed by an agent are
   * excluded.
   */
  @Post()
  @Access('triage.manage')
  @ApiResponse({ status: 201, type: RunDetail })
  @Problems(409, 413, 415)
  create(@Body() input: RunInput, @CurrentCaller() caller: Caller): Promise<RunDetail> {
    return this.jobs.create(input, caller.id);
  }

  /** Get a bulk re-triage run */
  @Get(':id')
  @Access('triage.manage')
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404)
  get(@PathId() id: number): Promise<RunDetail> {
    return this.jobs.get(id);
  }

  /** List the tickets that a run changes */
  @Get(':id/tickets')
  @Access('triage.manage')
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunTicketPage })
  @Problems(404)
  tickets(@PathId() id: number, @Query() query: PageQuery): Promise<RunTicketPage> {
    return this.jobs.tickets(id, query);
  }

  /** Pause or resume a run */
  @Patch(':id')
  @Access('triage.manage')
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404, 409, 413, 415)
  pause(@PathId() id: number, @Body() { paused }: RunChange): Promise<RunDetail> {
    return this.jobs.pause(id, paused);
  }

  /**
   * Apply a run
   * @remarks Skips tickets that were changed since the preview.
   */
  @Post(':id/apply')
  @Access('triage.manage')
  @HttpCode(200)
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404, 409)
  apply(@PathId() id: number): Promise<RunDetail> {
    return this.jobs.transition(id, 'apply');
  }

  /**
   * Undo a run
   * @remarks Decisions made by agents since then are kept.
   */
  @Post(':id/undo')
  @Access('triage.manage')
  @HttpCode(200)
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404, 409)
  undo(@PathId() id: number): Promise<RunDetail> {
    return this.jobs.transition(id, 'undo');
  }

  /** Delete a run */
  @Delete(':id')
  @Access('triage.manage')
  @HttpCode(204)
  @DocumentedId(4)
  @ApiResponse({ status: 204 })
  @Problems(404, 409)
  discard(@PathId() id: number): Promise<void> {
    return this.jobs.discard(id);
  }
}
