import { Controller, Get, Header } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Access } from '../../identity/auth/access.js';
import { Problems } from '../../http/problems.js';
import { jsonLine } from '../../common/json-line.js';
import { MAX_TRAINING_DECISIONS, readDecisions } from './team-decisions.repository.js';

const EXAMPLE = '{"id":1042,"title":"VPN down","description":"…","category":"technical","priority":"high"}\n';

@ApiTags('triage')
@Controller('triage')
export class DecisionsController {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Export reviewed tickets as JSON Lines
   * @remarks The newest 5,000 tickets reviewed by agents: the input of `npm run triage:eval`.
   */
  @Get('decisions.jsonl')
  @Access('triage.manage', { cost: 'export' })
  @Header('Content-Type', 'application/x-ndjson')
  @Header('Content-Disposition', 'attachment; filename="decisions.jsonl"')
  @ApiResponse({
    status: 200,
    content: { 'application/x-ndjson': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @Problems()
  async export(): Promise<string> {
    const decisions = await readDecisions(this.dataSource.manager, MAX_TRAINING_DECISIONS);
    return decisions.map(({ author: _, decider: __, ...decision }) => jsonLine(decision)).join('');
  }
}
