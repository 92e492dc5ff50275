import { ApiProperty } from '@nestjs/swagger';

const ENGINE_STATES = ['up', 'away'] as const;
type EngineState = (typeof ENGINE_STATES)[number];

export class Liveness {
  /** @example 'ok' */
  status!: string;
}

export class Engines {
  @ApiProperty({ enum: ENGINE_STATES, enumName: 'EngineState' }) postgresql!: EngineState;
  /** Only if Redis is configured. */
  @ApiProperty({ enum: ENGINE_STATES, enumName: 'EngineState', required: false }) redis?: EngineState;
}

export class Readiness {
  /** degraded: tickets are accepted, and triaged once Redis is available again. */
  @ApiProperty({ enum: ['ok', 'degraded'], enumName: 'ReadinessStatus' }) status!: 'ok' | 'degraded';
  engines!: Engines;
}
