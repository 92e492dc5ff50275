import { inject, Injectable, InjectionToken, signal } from '@angular/core';
import { filter, Subject } from 'rxjs';
import { AccountsApi } from './accounts-api';
import { toProblem } from './problem';

export type TicketEventName = 'ticket.created' | 'ticket.updated' | 'ticket.triaged' | 'ticket.deleted';
export type LiveEvent =
  | { name: TicketEventName; id: number; version: number }
  | { name: 'stats.changed' }
  /** Somebody opened a ticket, left it, or began to edit it. */
  | { name: 'ticket.viewers'; id: number }
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
 * nothing before it, say `stream.reset`. The browser does not say which error it was: an ordinary call before
 * finds out whether it was the session, and refreshes it.
 */
@Injectable({ providedIn: 'root' })
export class LiveEvents {
  private readonly open = inject(OPEN_EVENT_STREAM);
  private readonly accounts = inject(AccountsApi);
  private readonly arrived = new Subject<LiveEvent>();
  private source: EventSource | null = null;
  private attempt = 0;
  private missedSome = false;
  private wanted = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private readonly current = signal<LiveState>('connecting');

  readonly state = this.current.asReadonly();
  readonly events = this.arrived.asObservable();
  /** Whatever counts tickets may count otherwise now. */
  readonly countsChanged = this.events.pipe(
    filter(({ name }) => name === 'stats.changed' || name === 'stream.reset'),
  );

  start(): void {
    this.wanted = true;
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
    source.addEventListener('ticket.viewers', (event) => {
      const id = ticketId((event as MessageEvent<string>).data);
      if (id !== null) this.arrived.next({ name: 'ticket.viewers', id });
    });
    source.addEventListener('stats.changed', () => this.arrived.next({ name: 'stats.changed' }));
    source.addEventListener('stream.reset', () => this.arrived.next({ name: 'stream.reset' }));
  }

  /** Nobody is signed in any more. */
  stop(): void {
    this.wanted = false;
    clearTimeout(this.waiting);
    this.source?.close();
    this.source = null;
    this.missedSome = false;
    this.attempt = 0;
    this.current.set('connecting');
  }

  private reopen(): void {
    this.source?.close();
    this.source = null;
    this.missedSome = true;
    const wait = REOPEN_AFTER_MS[Math.min(this.attempt++, REOPEN_AFTER_MS.length - 1)];
    this.waiting = setTimeout(() => void this.reopenSignedIn(), wait);
  }

  private async reopenSignedIn(): Promise<void> {
    try {
      await this.accounts.me();
    } catch (error) {
      if (!this.wanted || toProblem(error).isSignedOut) return;
      return this.reopen();
    }
    if (this.wanted) this.start();
  }
}

function parsed(data: string): { id?: unknown; version?: unknown } {
  try {
    return (JSON.parse(data) ?? {}) as { id?: unknown; version?: unknown };
  } catch {
    return {};
  }
}
function ticketId(data: string): number | null {
  const { id } = parsed(data);
  return typeof id === 'number' ? id : null;
}
function ticketReference(data: string): { id: number; version: number } | null {
  const { id, version } = parsed(data);
  return typeof id === 'number' && typeof version === 'number' ? { id, version } : null;
}
