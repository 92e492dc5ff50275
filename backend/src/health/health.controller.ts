import { Controller, Get, Optional, ServiceUnavailableException } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Problems } from '../http/problem.js';
import { RedisConnection } from '../messaging/redis-connection.js';

const ENGINE_STATES = ['up', 'away'] as const;
type EngineState = (typeof ENGINE_STATES)[number];

class Liveness {
  /** @example 'ok' */
  status!: string;
}

class Engines {
  @ApiProperty({ enum: ENGINE_STATES, enumName: 'EngineState' }) postgresql!: EngineState;
  /** Only where Redis is configured. */
  @ApiProperty({ enum: ENGINE_STATES, enumName: 'EngineState', required: false }) redis?: EngineState;
}

class Readiness {
  /** degraded: tickets are taken, and triaged once Redis is back. */
  @ApiProperty({ enum: ['ok', 'degraded'], enumName: 'ReadinessStatus' }) status!: 'ok' | 'degraded';
  engines!: Engines;
}

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    @Optional() private readonly redis?: RedisConnection,
  ) {}

  /** Is the process alive? */
  @Get('live')
  @ApiResponse({ status: 200, type: Liveness })
  live(): Liveness {
    return { status: 'ok' };
  }

  /** Can it serve? */
  @Get('ready')
  @ApiResponse({ status: 200, type: Readiness })
  @Problems()
  async ready(): Promise<Readiness> {
    const [postgresql, redis] = await Promise.all([
      this.dataSource.query('SELECT 1').then(
        () => true,
        () => false,
      ),
      this.redis?.isUp(),
    ]);
    if (!postgresql) throw new ServiceUnavailableException('PostgreSQL is away.');
    const engines: Engines = {
      postgresql: 'up',
      ...(redis !== undefined && { redis: redis ? 'up' : 'away' }),
    };
    return { status: redis === false ? 'degraded' : 'ok', engines };
  }
}
