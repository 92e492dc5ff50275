import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  compareEventIds,
  EventStream,
  REPLAY_LIMIT,
  type LiveEvent,
  type StreamedEvent,
} from './event-stream.js';

const KEY = 'ticketiq:live-events';
const STREAM_START = '0-0';

/** Event stream in a Redis stream, which all processes append to and read. Entry ids serve as event ids. */
@Injectable()
export class RedisEventStream extends EventStream implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RedisEventStream.name);
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly reader: Redis;
  private stopping = false;
  private lastReadId: string | undefined;

  constructor(private readonly redis: Redis) {
    super();
    // Blocking reads need their own connection without a command timeout.
    this.reader = redis.duplicate({
      commandTimeout: undefined,
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    });
    this.reader.on('error', () => undefined);
  }

  onModuleInit(): void {
    void this.read();
  }

  /** Does not wait for the pending read: while Redis is unavailable, ioredis never completes it. */
  onApplicationShutdown(): void {
    this.stopping = true;
    this.reader.disconnect();
  }

  publish(event: LiveEvent): void {
    this.redis
      .xadd(KEY, 'MAXLEN', '~', 10 * REPLAY_LIMIT, '*', 'event', JSON.stringify(event))
      .catch(() => undefined);
  }

  listen(listener: (event: StreamedEvent | undefined) => void): () => void {
    this.emitter.on('event', listener);
    return () => this.emitter.off('event', listener);
  }

  get lastEventId(): string | undefined {
    return this.lastReadId;
  }

  async eventsSince(lastEventId: string): Promise<StreamedEvent[] | undefined> {
    try {
      const [[oldest], [newest]] = await Promise.all([
        this.redis.xrange(KEY, '-', '+', 'COUNT', 1),
        newestEntry(this.redis),
      ]);
      if (!oldest || !newest) return undefined;
      if (compareEventIds(lastEventId, oldest[0]) < 0 || compareEventIds(lastEventId, newest[0]) > 0)
        return undefined;
      const entries = await this.redis.xrange(KEY, `(${lastEventId}`, '+', 'COUNT', REPLAY_LIMIT + 1);
      return entries.length > REPLAY_LIMIT ? undefined : entries.map(toStreamedEvent);
    } catch {
      return undefined;
    }
  }

  private async read(): Promise<void> {
    while (!this.stopping) {
      try {
        this.lastReadId ??= (await newestEntry(this.reader))[0]?.[0] ?? STREAM_START;
        const streams = await this.reader.xread('COUNT', 100, 'BLOCK', 5000, 'STREAMS', KEY, this.lastReadId);
        for (const entry of streams?.[0]?.[1] ?? []) {
          this.lastReadId = entry[0];
          this.emitter.emit('event', toStreamedEvent(entry));
        }
      } catch (error) {
        if (this.stopping) return;
        this.logger.warn({ err: error }, 'The event stream was interrupted. Resuming');
        await sleep(1000);
        this.emitter.emit('event', undefined);
      }
    }
  }
}

function newestEntry(redis: Redis): Promise<[id: string, fields: string[]][]> {
  return redis.xrevrange(KEY, '+', '-', 'COUNT', 1);
}

function toStreamedEvent([id, fields]: [id: string, fields: string[]]): StreamedEvent {
  return { id, ...(JSON.parse(fields[1] ?? '{}') as LiveEvent) };
}
