import { Controller, Get } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Problems } from '../../http/problems.js';
import { Access } from '../../identity/auth/access.js';
import { TopicQualityReport } from './dto/topic-quality.dto.js';
import { TopicQualityService } from './topic-quality.service.js';

@ApiTags('topics')
@Controller('topics')
export class TopicQualityController {
  constructor(private readonly quality: TopicQualityService) {}

  /**
   * Get the quality of suggested topics
   * @remarks Up to a minute old.
   */
  @Get('quality')
  @Access('topics.read')
  @ApiResponse({ status: 200, type: TopicQualityReport })
  @Problems()
  report(): Promise<TopicQualityReport> {
    return this.quality.report();
  }
}
