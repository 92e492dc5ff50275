import { InjectionToken } from '@angular/core';
import { EventSource } from 'eventsource';

export type StreamState = 'connecting' | 'live' | 'reconnecting';
export interface StreamEvent {
  name: string;
  data: string;
  /** Id of the latest event that had one, used to resume the stream. */
  id: string;
}

/**
 * The native EventSource can't be opened with a Last-Event-ID; this implementation resumes where
 * another tab stopped.
 */
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
  /** Makes an authenticated request, which refreshes an expired session. */
  verifySession: () => Promise<unknown>;
  isSignedOut: (error: unknown) => boolean;
  onEvent: (event: StreamEvent) => void;
  onStateChange: (state: StreamState) => void;
}

/**
 * Connection to the event stream of the service. The event source resumes after a dropped
 * connection, but closes on an HTTP error; then this class opens a new one that resumes after the
 * last event.
 */
export class EventStream {
  private source: EventSource | null = null;
  private attempt = 0;
  private lastEventId = '';
  private eventsMissed = false;
  private started = false;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: EventStreamOptions) {}

  /**
   * Starts after this event. With '', `stream.reset` is emitted once the stream is open, because
   * events may have been missed.
   */
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
    // With an event id, the service itself reports missed events.
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
