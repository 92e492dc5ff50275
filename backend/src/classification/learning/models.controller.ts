import { Body, Controller, Get, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../../identity/auth/access.js';
import { CurrentCaller } from '../../identity/auth/current-caller.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import type { Caller } from '../../identity/users/caller.js';
import { LearningService } from './learning.service.js';
import {
  LearntModelList,
  toLearntModelView,
  LearntModelView,
  ModelChoice,
  ReplayView,
} from './dto/models.dto.js';

/** Shorter than the time after which proxies, such as nginx after 60 s, end a request without a response. */
const TRAINING_RESPONSE_MS = 30_000;

@ApiTags('triage')
@Controller('triage/models')
export class ModelsController {
  constructor(private readonly learning: LearningService) {}

  /** List trained models */
  @Get()
  @Access('triage.manage')
  @ApiResponse({ status: 200, type: LearntModelList })
  @Problems()
  async list(): Promise<LearntModelList> {
    const { models, ...rest } = await this.learning.overview();
    return { ...rest, results: models.map(toLearntModelView) };
  }

  /**
   * Train a model
   * @remarks Trains on the decisions of agents. Runs automatically, too, each time the number of decisions has grown by
   * 10 %. Takes several seconds. If it takes longer than 30 seconds, it continues after the response 202; poll the list
   * of models until `training` is false.
   */
  @Post()
  @Access('triage.manage', { cost: 'bulk' })
  @ApiResponse({ status: 201, type: LearntModelView })
  @ApiResponse({ status: 202, type: LearntModelList, description: 'Training continues' })
  @Problems(409)
  async learn(@Res({ passthrough: true }) reply: FastifyReply): Promise<LearntModelView | LearntModelList> {
    const model = await this.learning.trainWithin(TRAINING_RESPONSE_MS);
    if (model) return toLearntModelView(model);
    reply.status(202);
    return this.list();
  }

  /** Compare a model with past decisions */
  @Post('replay')
  @Access('triage.manage', { cost: 'bulk' })
  @HttpCode(200)
  @ApiResponse({ status: 200, type: ReplayView })
  @Problems(404, 413, 415)
  replay(@Body() { id }: ModelChoice): Promise<ReplayView> {
    return this.learning.replay(id);
  }

  /**
   * Activate a model
   * @remarks A model that is worse on past decisions is refused unless `insist` is true; `current` has the comparison.
   */
  @Put('active')
  @Access('triage.manage')
  @ApiResponse({ status: 200, type: ReplayView })
  @Problems(404, 409, 413, 415)
  activate(@Body() { id, insist }: ModelChoice, @CurrentCaller() caller: Caller): Promise<ReplayView> {
    return this.learning.activate(id, insist, caller);
  }

  /**
   * Approve a model
   * @remarks Activates the model. A model waits for approval if it would change many suggestions for recent tickets.
   */
  @Post(':id/approve')
  @Access('triage.manage')
  @DocumentedId(3)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: LearntModelView })
  @Problems(404, 409)
  async approve(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<LearntModelView> {
    return toLearntModelView(await this.learning.review(id, 'approved', caller));
  }

  /** Reject a model */
  @Post(':id/reject')
  @Access('triage.manage')
  @DocumentedId(3)
  @HttpCode(200)
  @ApiResponse({ status: 200, type: LearntModelView })
  @Problems(404, 409)
  async reject(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<LearntModelView> {
    return toLearntModelView(await this.learning.review(id, 'rejected', caller));
  }
}
