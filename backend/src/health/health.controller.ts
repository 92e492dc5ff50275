import { Controller, Get, Optional, ServiceUnavailableException } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { ping } from '../database/query.js';
import { Access } from '../identity/auth/access.js';
import { Problems } from '../http/problems.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { ShutdownState, ServerShuttingDown } from './shutdown-state.js';
import { Liveness, Readiness, type Engines } from './dto/health.dto.js';

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shutdown: ShutdownState,
    @Optional() private readonly redis?: RedisConnection,
  ) {}

  /** Check liveness */
  @Get('live')
  @Access('public', { cost: 'uncounted' })
  @ApiResponse({ status: 200, type: Liveness })
  @Problems()
  live(): Liveness {
    return { status: 'ok' };
  }

  /** Check readiness */
  @Get('ready')
  @Access('public', { cost: 'uncounted' })
  @ApiResponse({ status: 200, type: Readiness })
  @Problems()
  async ready(): Promise<Readiness> {
    if (this.shutdown.isShuttingDown) throw new ServerShuttingDown();
    const [postgresql, redis] = await Promise.all([
      ping(this.dataSource).then(
        () => true,
        () => false,
      ),
      this.redis?.isUp(),
    ]);
    if (!postgresql) throw new ServiceUnavailableException('PostgreSQL is unavailable.');
    const engines: Engines = {
      postgresql: 'up',
      ...(redis !== undefined && { redis: redis ? 'up' : 'away' }),
    };
    return { status: redis === false ? 'degraded' : 'ok', engines };
  }
}
