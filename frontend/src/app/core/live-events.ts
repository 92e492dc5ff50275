import { inject, Injectable, signal } from '@angular/core';
import { filter, Subject } from 'rxjs';
import { AccountsApi } from './accounts-api';
import { EventStream, LiveState, OPEN_EVENT_STREAM, StreamEvent } from './event-stream';
import { toProblem } from './problem';
import { OPEN_TAB_CHANNEL, TabLeader } from './tab-leader';

export type TicketEventName = 'ticket.created' | 'ticket.updated' | 'ticket.triaged' | 'ticket.deleted';
export type LiveEvent =
  | { name: TicketEventName; id: number; version: number }
  | { name: 'stats.changed' }
  /** Somebody opened a ticket, left it, or began to edit it. */
  | { name: 'ticket.viewers'; id: number }
  /** Events may have been missed: whatever is shown must be read again. */
  | { name: 'stream.reset' };

/** What a tab has to know to take over. */
interface News {
  state: LiveState;
  lastEventId: string;
  /** Where the leader's stream began. */
  startedAfter: string;
}

/**
 * The one stream that all pages share, and all tabs of the browser: over HTTP/1.1 a browser opens six connections to
 * a host, and a stream in each of six tabs would leave none for anything else.
 */
@Injectable({ providedIn: 'root' })
export class LiveEvents {
  private readonly openChannel = inject(OPEN_TAB_CHANNEL);
  private readonly accounts = inject(AccountsApi);
  private readonly arrived = new Subject<LiveEvent>();
  private readonly stream = new EventStream({
    open: inject(OPEN_EVENT_STREAM),
    askWhoIsSignedIn: () => this.accounts.me(),
    isSignedOut: (error) => toProblem(error).isSignedOut,
    heard: (event) => this.pass(event),
    stateChanged: (state) => this.change(state),
  });
  private tabs: TabLeader | null = null;
  private lastEventId = '';
  private startedAfter = '';
  private tookOver = false;
  private readonly current = signal<LiveState>('connecting');

  readonly state = this.current.asReadonly();
  readonly events = this.arrived.asObservable();
  /** Whatever counts tickets may count otherwise now. */
  readonly countsChanged = this.events.pipe(
    filter(({ name }) => name === 'stats.changed' || name === 'stream.reset'),
  );

  constructor() {
    // What came while the browser had put the page aside may be lost.
    const back = () => this.tabs && this.arrived.next({ name: 'stream.reset' });
    addEventListener('pageshow', (event) => event.persisted && back());
    document.addEventListener('resume', back);
  }

  /**
   * For one person: what they may hear is not for the next who signs in. What comes after `lastEventId` is told however
   * long it takes until the stream is open; '' says that what was read before then has to be read again.
   */
  start(person: number, lastEventId: string): void {
    if (this.tabs) return;
    this.lastEventId = lastEventId;
    this.tabs = new TabLeader(this.openChannel(`ticketiq.events.${person}`), {
      lead: (takesOver) => this.lead(takesOver),
      follow: () => this.stream.stop(),
      news: (): News => ({
        state: this.current(),
        lastEventId: this.lastEventId,
        startedAfter: this.startedAfter,
      }),
      heardNews: (news, changed) => this.follow(news as News, changed),
      heard: (event) => this.take(event as StreamEvent),
    });
  }

  /** Nobody is signed in any more. */
  stop(): void {
    this.tabs?.close();
    this.tabs = null;
    this.stream.stop();
    this.lastEventId = '';
    this.current.set('connecting');
  }

  private lead(takesOver: boolean): void {
    if (takesOver) this.current.set('reconnecting');
    this.tookOver = takesOver;
    this.startedAfter = this.lastEventId;
    this.stream.start(this.lastEventId);
  }
  private follow({ state, lastEventId, startedAfter }: News, changed: boolean): void {
    this.current.set(state);
    // A leader that began later than this tab has heard can't have told what was between.
    if (changed && (!startedAfter || isLater(startedAfter, this.lastEventId)))
      this.arrived.next({ name: 'stream.reset' });
    this.lastEventId = lastEventId || this.lastEventId;
  }
  private change(state: LiveState): void {
    this.current.set(state);
    this.tabs?.tellNews();
    if (state !== 'live' || !this.tookOver) return;
    this.tookOver = false;
    // The one before may have gone between an event and what it changes in the numbers.
    this.pass({ name: 'stats.changed', data: '{}', id: this.lastEventId });
  }
  private pass(event: StreamEvent): void {
    this.tabs?.say(event);
    this.take(event);
  }
  private take({ name, data, id }: StreamEvent): void {
    this.lastEventId = id || this.lastEventId;
    const event = liveEvent(name, data);
    if (event) this.arrived.next(event);
  }
}

/** As the service numbers them: milliseconds, and a number within them. */
function isLater(id: string, than: string): boolean {
  const [time = 0, number = 0] = id.split('-').map(Number);
  const [otherTime = 0, otherNumber = 0] = than.split('-').map(Number);
  return time > otherTime || (time === otherTime && number > otherNumber);
}
function liveEvent(name: string, data: string): LiveEvent | null {
  const { id, version } = parsed(data);
  switch (name) {
    case 'stats.changed':
    case 'stream.reset':
      return { name };
    case 'ticket.viewers':
      return typeof id === 'number' ? { name, id } : null;
    default:
      return typeof id === 'number' && typeof version === 'number'
        ? { name: name as TicketEventName, id, version }
        : null;
  }
}
function parsed(data: string): { id?: unknown; version?: unknown } {
  try {
    return (JSON.parse(data) ?? {}) as { id?: unknown; version?: unknown };
  } catch {
    return {};
  }
}
