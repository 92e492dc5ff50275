import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';

/** Shared connection for short commands. They fail immediately while Redis is unavailable. */
@Injectable()
export class RedisConnection implements OnApplicationShutdown {
  readonly client: Redis;

  constructor(url: string) {
    this.client = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: 1000,
      connectTimeout: 3000,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
    });
    const logger = new Logger(RedisConnection.name);
    let away = false;
    this.client.on('error', (error) => {
      if (!away)
        logger.warn(
          `Redis is unavailable (${error.message}). Tickets are still accepted; triage continues when Redis is available again.`,
        );
      away = true;
    });
    this.client.on('ready', () => {
      if (away) logger.log('Redis is available again.');
      away = false;
    });
  }

  async isUp(): Promise<boolean> {
    return this.client.ping().then(
      () => true,
      () => false,
    );
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
