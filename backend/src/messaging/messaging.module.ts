import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import { createPostgresBackend, setDefaultBackendFactory, type QueueOptions } from 'bullmq';
import type { Settings } from '../config/settings.js';
import { EventStream } from './event-stream.js';
import { InProcessEventStream } from './in-process-event-stream.js';
import { TRIAGE_QUEUE } from './jobs.js';
import { QueueDepth } from './queue-depth.js';
import { QUEUE_SCHEMA } from './queue-schema.js';
import { RedisConnection } from './redis-connection.js';
import { RedisEventStream } from './redis-event-stream.js';
import { TriageQueue } from './triage-queue.js';

/** Selects the engine for jobs and events: Redis if configured, else PostgreSQL and the process itself. */
@Module({})
export class MessagingModule {
  static forRoot(settings: Settings): DynamicModule {
    const { REDIS_URL } = settings;
    if (!REDIS_URL) setDefaultBackendFactory(createPostgresBackend);
    const providers = REDIS_URL
      ? [
          { provide: RedisConnection, useFactory: () => new RedisConnection(REDIS_URL) },
          {
            provide: EventStream,
            inject: [RedisConnection],
            useFactory: (redis: RedisConnection) => new RedisEventStream(redis.client),
          },
        ]
      : [{ provide: EventStream, useClass: InProcessEventStream }];
    return {
      module: MessagingModule,
      global: true,
      imports: [
        BullModule.forRoot({
          connection: queueConnection(settings),
          defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
        }),
        BullModule.registerQueue({ name: TRIAGE_QUEUE }),
      ],
      providers: [...providers, QueueDepth, TriageQueue],
      exports: [BullModule, EventStream, QueueDepth, TriageQueue, ...(REDIS_URL ? [RedisConnection] : [])],
    };
  }
}

function queueConnection({ REDIS_URL, DATABASE_URL }: Settings): QueueOptions['connection'] {
  if (REDIS_URL) return { url: REDIS_URL, maxRetriesPerRequest: null, connectTimeout: 3000 };
  // BullMQ's types cover only Redis connections; its PostgreSQL backend accepts this shape.
  const connection = { connectionString: DATABASE_URL, schema: QUEUE_SCHEMA, max: 5, skipMigrations: true };
  return connection;
}
