import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import {
  compareEventIds,
  EventStream,
  REPLAY_LIMIT,
  type LiveEvent,
  type StreamedEvent,
} from './event-stream.js';

/** Event stream within the single process of embedded mode. */
@Injectable()
export class InProcessEventStream extends EventStream {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly recent: StreamedEvent[] = [];
  /** `recent` contains all events after this id. */
  private horizon = `${Date.now()}-0`;
  private last = this.horizon;

  publish(event: LiveEvent): void {
    const streamed = { ...event, id: this.nextId() };
    this.recent.push(streamed);
    if (this.recent.length > REPLAY_LIMIT) this.horizon = this.recent.shift()!.id;
    this.emitter.emit('event', streamed);
  }

  listen(listener: (event: StreamedEvent | undefined) => void): () => void {
    this.emitter.on('event', listener);
    return () => this.emitter.off('event', listener);
  }

  get lastEventId(): string {
    return this.last;
  }

  eventsSince(lastEventId: string): Promise<StreamedEvent[] | undefined> {
    const known =
      compareEventIds(lastEventId, this.horizon) >= 0 && compareEventIds(lastEventId, this.last) <= 0;
    return Promise.resolve(
      known ? this.recent.filter(({ id }) => compareEventIds(id, lastEventId) > 0) : undefined,
    );
  }

  /** Increases even if the clock is set back. */
  private nextId(): string {
    const [time = 0, sequence = 0] = this.last.split('-').map(Number);
    const now = Date.now();
    this.last = now > time ? `${now}-0` : `${time}-${sequence + 1}`;
    return this.last;
  }
}
