import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../identity/auth/access.js';
import { Problems } from '../../http/problems.js';
import { CATEGORIES, type Category } from '../../vocabulary/index.js';
import { KnownCategoryPipe } from './known-category.pipe.js';
import { Threshold, ThresholdInput, ThresholdList } from './dto/thresholds.dto.js';
import { ThresholdsService } from './thresholds.service.js';

@ApiTags('triage')
@Controller('triage/thresholds')
export class ThresholdsController {
  constructor(private readonly thresholds: ThresholdsService) {}

  /** List confidence thresholds */
  @Get()
  @Access('triage.readSettings')
  @ApiResponse({ status: 200, type: ThresholdList })
  @Problems()
  list(): Promise<ThresholdList> {
    return this.thresholds.list();
  }

  /**
   * Set the confidence thresholds of a category
   * @remarks Affects new suggestions only.
   */
  @Put(':category')
  @Access('triage.manage')
  @ApiParam({ name: 'category', schema: { type: 'string', enum: [...CATEGORIES], example: CATEGORIES[0] } })
  @ApiResponse({ status: 200, type: Threshold })
  @Problems(413, 415)
  set(
    @Param('category', KnownCategoryPipe) category: Category,
    @Body() input: ThresholdInput,
  ): Promise<Threshold> {
    return this.thresholds.set(category, input);
  }
}
