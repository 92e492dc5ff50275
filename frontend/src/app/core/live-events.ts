import { inject, Injectable, InjectionToken, signal } from '@angular/core';
import { Subject } from 'rxjs';

export type TicketEventName = 'ticket.created' | 'ticket.updated' | 'ticket.triaged' | 'ticket.deleted';
export type LiveEvent =
  | { name: TicketEventName; id: number; version: number }
  | { name: 'stats.changed' }
  /** Events may have been missed: whatever is shown must be read again. */
  | { name: 'stream.reset' };

export type LiveState = 'connecting' | 'live' | 'reconnecting';

export const OPEN_EVENT_STREAM = new InjectionToken<(url: string) => EventSource>('open event stream', {
  providedIn: 'root',
  factory: () => (url: string) => new EventSource(url),
});

const ticketEvents: readonly TicketEventName[] = [
  'ticket.created',
  'ticket.updated',
  'ticket.triaged',
  'ticket.deleted',
];
const REOPEN_AFTER_MS = [1_000, 2_000, 5_000, 10_000];

/**
 * The one stream that all pages share. EventSource resumes by itself, with Last-Event-ID, after a dropped
 * connection; after an HTTP error it gives up for good, so then we open a new one and, as that one knows of
 * nothing before it, say `stream.reset`.
 */
@Injectable({ providedIn: 'root' })
export class LiveEvents {
  private readonly open = inject(OPEN_EVENT_STREAM);
  private readonly arrived = new Subject<LiveEvent>();
  private source: EventSource | null = null;
  private attempt = 0;
  private missedSome = false;
  private readonly current = signal<LiveState>('connecting');

  readonly state = this.current.asReadonly();
  readonly events = this.arrived.asObservable();

  start(): void {
    if (this.source) return;
    const source = this.open('/api/events');
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.current.set('live');
      if (this.missedSome) this.arrived.next({ name: 'stream.reset' });
      this.missedSome = false;
    };
    source.onerror = () => {
      this.current.set('reconnecting');
      // 2 is CLOSED: the browser will not try again by itself.
      if (source.readyState === 2) this.reopen();
    };
    for (const name of ticketEvents) {
      source.addEventListener(name, (event) => {
        const about = ticketReference((event as MessageEvent<string>).data);
        if (about) this.arrived.next({ name, ...about });
      });
    }
    source.addEventListener('stats.changed', () => this.arrived.next({ name: 'stats.changed' }));
    source.addEventListener('stream.reset', () => this.arrived.next({ name: 'stream.reset' }));
  }

  private reopen(): void {
    this.source?.close();
    this.source = null;
    this.missedSome = true;
    const wait = REOPEN_AFTER_MS[Math.min(this.attempt++, REOPEN_AFTER_MS.length - 1)];
    setTimeout(() => this.start(), wait);
  }
}

function ticketReference(data: string): { id: number; version: number } | null {
  try {
    const { id, version } = JSON.parse(data) as { id?: unknown; version?: unknown };
    return typeof id === 'number' && typeof version === 'number' ? { id, version } : null;
  } catch {
    return null;
  }
}
