import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Settings } from '../config/settings.js';
import { Access } from '../identity/auth/access.js';
import { Problems } from '../http/problems.js';
import { toRationaleFields } from '../tickets/dto/ticket.dto.js';
import { ClassifyAnswer, ClassifyInput } from './dto/classify.dto.js';
import { DEFAULT_CLASSIFICATION, TriageChain, type TriageAnswer } from './triage-chain.js';

/** Reserved at the end of the deadline for the fallback and the response, in milliseconds: a busy machine delays both. */
const FALLBACK_MS = 500;
/** Reserved for the response alone. If the local model has not answered by then either, the default is returned. */
const RESPONSE_MS = 100;

@ApiTags('tickets')
@Controller('tickets')
export class ClassificationController {
  constructor(
    private readonly chain: TriageChain,
    private readonly settings: Settings,
  ) {}

  /**
   * Classify a text
   * @remarks Suggests category, priority and topic. Stores nothing. Responds within `CLASSIFY_DEADLINE_MS`; if the remote
   * model takes longer, the bundled model answers.
   */
  @Post('classify')
  @Access('triage.suggest', { cost: 'model', budget: 'model' })
  @HttpCode(200)
  @ApiResponse({ status: 200, type: ClassifyAnswer })
  @Problems(413, 415)
  async classify(@Body() { title = '', description }: ClassifyInput): Promise<ClassifyAnswer> {
    const { CLASSIFY_DEADLINE_MS: deadline } = this.settings;
    const signal = AbortSignal.timeout(Math.max(deadline - FALLBACK_MS, deadline / 2));
    const late: TriageAnswer = { ...DEFAULT_CLASSIFICATION, degradedReason: 'timeout', latencyMs: deadline };
    const answer = await Promise.race([
      this.chain.classify({ title, description }, signal),
      delay(Math.max(deadline - RESPONSE_MS, deadline / 2), late, { ref: false }),
    ]);
    return {
      suggested_category: answer.category,
      suggested_priority: answer.priority,
      suggested_topic: answer.topic ? { id: answer.topic.id, name: answer.topic.name } : null,
      confidence: answer.confidence,
      ...toRationaleFields(answer.rationale),
      evidence: [...answer.evidence],
      abstained: answer.abstained,
      source: answer.source,
      model: answer.model,
      degraded_reason: answer.degradedReason,
    };
  }
}
