import { Injectable, Optional } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { ping } from '../database/query.js';
import { RedisConnection } from '../messaging/redis-connection.js';
import { BoundedRead } from './bounded-read.js';
import { MetricsRegistry } from './metrics-registry.js';

/** Availability of PostgreSQL and Redis for this process. */
@Injectable()
export class EngineMetrics {
  private readonly up: Gauge<'engine'>;
  private readonly postgresql: BoundedRead<boolean>;
  private readonly redis: BoundedRead<boolean> | undefined;

  constructor(registry: MetricsRegistry, dataSource: DataSource, @Optional() redis?: RedisConnection) {
    this.up = new Gauge({
      name: 'ticketiq_engine_up',
      help: '1 while this process can reach the engine, 0 while it is unreachable.',
      labelNames: ['engine'],
      registers: [registry],
    });
    this.postgresql = new BoundedRead(() => ping(dataSource).then(() => true));
    this.redis = redis && new BoundedRead(() => redis.isUp());
  }

  /** @returns whether PostgreSQL and the queue's engine are reachable */
  async refresh(): Promise<{ postgresql: boolean; queue: boolean }> {
    const [postgresql = false, redis = false] = await Promise.all([
      this.postgresql.read(),
      this.redis?.read(),
    ]);
    this.up.set({ engine: 'postgresql' }, Number(postgresql));
    if (this.redis) this.up.set({ engine: 'redis' }, Number(redis));
    return { postgresql, queue: this.redis ? redis : postgresql };
  }
}
