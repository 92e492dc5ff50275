import { Controller, Get } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { Agent } from '../users/agent.js';
import { User } from '../users/user.entity.js';
import { CurrentAgent } from './current-agent.js';
import { Me } from './me.dto.js';

@ApiTags('accounts')
@Controller('auth')
export class AuthController {
  constructor(private readonly dataSource: DataSource) {}

  /** Who am I? */
  @Get('me')
  @ApiResponse({ status: 200, type: Me })
  async me(@CurrentAgent() agent: Agent): Promise<Me> {
    const { id, name, email, role } = await this.dataSource
      .getRepository(User)
      .findOneByOrFail({ id: agent.id });
    return { id, name, email, role };
  }
}
