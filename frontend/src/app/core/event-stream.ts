import { InjectionToken } from '@angular/core';
import { EventSource } from 'eventsource';

export type StreamState = 'connecting' | 'live' | 'reconnecting';
export interface StreamEvent {
  name: string;
  data: string;
  /** Of the last event that had one; a stream that is opened with it goes on after that event. */
  id: string;
}

/** The browser's own EventSource can't go on where another tab's has stopped; this one can be told where that was. */
export const OPEN_EVENT_STREAM = new InjectionToken<(url: string, lastEventId: string) => EventSource>(
  'open event stream',
  {
    providedIn: 'root',
    factory: () => (url: string, lastEventId: string) =>
      new EventSource(url, {
        fetch: (input, init) =>
          fetch(input, {
            ...init,
            headers: { ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}), ...init.headers },
          }),
      }),
  },
);

const EVENT_NAMES = [
  ...['ticket.created', 'ticket.updated', 'ticket.triaged', 'ticket.deleted', 'ticket.viewers'],
  ...['stats.changed', 'stream.reset'],
];
const RECONNECT_DELAYS_MS = [1_000, 2_000, 5_000, 10_000];
const CLOSED = 2;

export interface EventStreamOptions {
  open: (url: string, lastEventId: string) => EventSource;
  /** An ordinary call: it finds out whether the session was what failed, and has it refreshed. */
  verifySession: () => Promise<unknown>;
  isSignedOut: (error: unknown) => boolean;
  onEvent: (event: StreamEvent) => void;
  onStateChange: (state: StreamState) => void;
}

/**
 * One connection to the service. It resumes by itself, with Last-Event-ID, after a dropped connection; after an HTTP
 * error it would give up for good, so then a new one is opened that goes on after the last event.
 */
export class EventStream {
  private source: EventSource | null = null;
  private attempt = 0;
  private lastEventId = '';
  private eventsMissed = false;
  private started = false;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: EventStreamOptions) {}

  /** After an event; without one, nobody can tell what was missed until the stream is open. */
  start(lastEventId: string): void {
    this.started = true;
    this.lastEventId = lastEventId;
    this.eventsMissed = !lastEventId;
    if (!this.source) this.connect();
  }
  stop(): void {
    this.started = false;
    clearTimeout(this.reconnectTimer);
    this.source?.close();
    this.source = null;
    this.attempt = 0;
  }

  private connect(): void {
    const source = this.options.open('/api/events', this.lastEventId);
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.options.onStateChange('live');
      if (this.eventsMissed) this.options.onEvent({ name: 'stream.reset', data: '{}', id: this.lastEventId });
      this.eventsMissed = false;
    };
    source.onerror = () => {
      this.options.onStateChange('reconnecting');
      if (source.readyState === CLOSED) this.scheduleReconnect();
    };
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        this.lastEventId = lastEventId || this.lastEventId;
        this.options.onEvent({ name, data, id: this.lastEventId });
      });
    }
  }
  private scheduleReconnect(): void {
    this.source?.close();
    this.source = null;
    // The service itself says where it can't tell any more what came after an event.
    this.eventsMissed ||= !this.lastEventId;
    const delay = RECONNECT_DELAYS_MS[Math.min(this.attempt++, RECONNECT_DELAYS_MS.length - 1)];
    this.reconnectTimer = setTimeout(() => void this.reconnect(), delay);
  }
  private async reconnect(): Promise<void> {
    try {
      await this.options.verifySession();
    } catch (error) {
      if (!this.started || this.options.isSignedOut(error)) return;
      return this.scheduleReconnect();
    }
    if (this.started && !this.source) this.connect();
  }
}
