import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { Agent } from '../users/agent.js';
import { ROLES, User, type Role } from '../users/user.entity.js';
import { CurrentAgent } from './current-agent.js';

class Me {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Local agent' */
  name!: string;
  /** @example 'agent@localhost' */
  email!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
}

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
