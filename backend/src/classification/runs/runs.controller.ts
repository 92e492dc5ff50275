import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../auth/access.js';
import { CurrentCaller } from '../../auth/current-caller.js';
import { PageQuery } from '../../http/page.dto.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import type { Caller } from '../../users/caller.js';
import { RunChange, RunDetail, RunInput, RunList, RunTicketPage } from './runs.dto.js';
import { RunsService } from './runs.service.js';

@ApiTags('triage')
@Controller('triage/runs')
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  /** List the runs that asked again about many tickets */
  @Get()
  @Access('triage.manage')
  @ApiResponse({ status: 200, type: RunList })
  @Problems()
  list(): Promise<RunList> {
    return this.runs.list();
  }

  /**
   * Ask again about many tickets, to see what would change
   * @remarks Nothing is changed before the run is applied. Tickets that a person has decided about are left out.
   */
  @Post()
  @Access('triage.manage')
  @ApiResponse({ status: 201, type: RunDetail })
  @Problems(409, 413, 415)
  create(@Body() input: RunInput, @CurrentCaller() caller: Caller): Promise<RunDetail> {
    return this.runs.create(input, caller.id);
  }

  /** Show how far a run is, and what it changes */
  @Get(':id')
  @Access('triage.manage')
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404)
  get(@PathId() id: number): Promise<RunDetail> {
    return this.runs.get(id);
  }

  /** The tickets that a run changes */
  @Get(':id/tickets')
  @Access('triage.manage')
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunTicketPage })
  @Problems(404)
  tickets(@PathId() id: number, @Query() query: PageQuery): Promise<RunTicketPage> {
    return this.runs.tickets(id, query);
  }

  /** Hold a run, or let it go on */
  @Patch(':id')
  @Access('triage.manage')
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404, 409, 413, 415)
  pause(@PathId() id: number, @Body() { paused }: RunChange): Promise<RunDetail> {
    return this.runs.pause(id, paused);
  }

  /**
   * Make the changes of a preview
   * @remarks Tickets that a person or another answer has changed since are left alone.
   */
  @Post(':id/apply')
  @Access('triage.manage')
  @HttpCode(200)
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404, 409)
  apply(@PathId() id: number): Promise<RunDetail> {
    return this.runs.move(id, 'apply');
  }

  /**
   * Put back what a run has changed
   * @remarks What people have decided since stays.
   */
  @Post(':id/undo')
  @Access('triage.manage')
  @HttpCode(200)
  @DocumentedId(4)
  @ApiResponse({ status: 200, type: RunDetail })
  @Problems(404, 409)
  undo(@PathId() id: number): Promise<RunDetail> {
    return this.runs.move(id, 'undo');
  }

  /** Forget a run that has changed nothing, or was undone */
  @Delete(':id')
  @Access('triage.manage')
  @HttpCode(204)
  @DocumentedId(4)
  @ApiResponse({ status: 204 })
  @Problems(404, 409)
  discard(@PathId() id: number): Promise<void> {
    return this.runs.discard(id);
  }
}
