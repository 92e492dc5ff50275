import { inject, Injectable, signal } from '@angular/core';
import { filter, Subject } from 'rxjs';
import { AccountsApi } from './accounts-api';
import { EventStream, StreamState, OPEN_EVENT_STREAM, StreamEvent } from './event-stream';
import { toApiProblem } from './api-problem';
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
interface LeaderState {
  state: StreamState;
  lastEventId: string;
  /** Where the leader's stream began. */
  startEventId: string;
}

/**
 * The one stream that all pages share, and all tabs of the browser: over HTTP/1.1 a browser opens six connections to
 * a host, and a stream in each of six tabs would leave none for anything else.
 */
@Injectable({ providedIn: 'root' })
export class LiveEvents {
  private readonly openChannel = inject(OPEN_TAB_CHANNEL);
  private readonly accounts = inject(AccountsApi);
  private readonly eventSubject = new Subject<LiveEvent>();
  private readonly stream = new EventStream({
    open: inject(OPEN_EVENT_STREAM),
    verifySession: () => this.accounts.me(),
    isSignedOut: (error) => toApiProblem(error).isSignedOut,
    onEvent: (event) => this.broadcast(event),
    onStateChange: (state) => this.onStreamStateChange(state),
  });
  private tabLeader: TabLeader | null = null;
  private lastEventId = '';
  private startEventId = '';
  private takingOver = false;
  private readonly streamState = signal<StreamState>('connecting');

  readonly state = this.streamState.asReadonly();
  readonly events = this.eventSubject.asObservable();
  /** Whatever counts tickets may count otherwise now. */
  readonly countChanges = this.events.pipe(
    filter(({ name }) => name === 'stats.changed' || name === 'stream.reset'),
  );

  constructor() {
    // What came while the browser had put the page aside may be lost.
    const resync = () => this.tabLeader && this.eventSubject.next({ name: 'stream.reset' });
    addEventListener('pageshow', (event) => event.persisted && resync());
    document.addEventListener('resume', resync);
  }

  /**
   * For one person: what they may hear is not for the next who signs in. What comes after `lastEventId` is told however
   * long it takes until the stream is open; '' says that what was read before then has to be read again.
   */
  start(userId: number, lastEventId: string): void {
    if (this.tabLeader) return;
    this.lastEventId = lastEventId;
    this.tabLeader = new TabLeader(this.openChannel(`ticketiq.events.${userId}`), {
      lead: (takesOver) => this.lead(takesOver),
      follow: () => this.stream.stop(),
      state: (): LeaderState => ({
        state: this.streamState(),
        lastEventId: this.lastEventId,
        startEventId: this.startEventId,
      }),
      onLeaderState: (state, changed) => this.followLeader(state as LeaderState, changed),
      onMessage: (event) => this.handle(event as StreamEvent),
    });
  }

  /** Nobody is signed in any more. */
  stop(): void {
    this.tabLeader?.close();
    this.tabLeader = null;
    this.stream.stop();
    this.lastEventId = '';
    this.streamState.set('connecting');
  }

  private lead(takesOver: boolean): void {
    if (takesOver) this.streamState.set('reconnecting');
    this.takingOver = takesOver;
    this.startEventId = this.lastEventId;
    this.stream.start(this.lastEventId);
  }
  private followLeader({ state, lastEventId, startEventId }: LeaderState, leaderChanged: boolean): void {
    this.streamState.set(state);
    // A leader that began later than this tab has heard can't have told what was between.
    if (leaderChanged && (!startEventId || isLaterEventId(startEventId, this.lastEventId)))
      this.eventSubject.next({ name: 'stream.reset' });
    this.lastEventId = lastEventId || this.lastEventId;
  }
  private onStreamStateChange(state: StreamState): void {
    this.streamState.set(state);
    this.tabLeader?.announceState();
    if (state !== 'live' || !this.takingOver) return;
    this.takingOver = false;
    // The one before may have gone between an event and what it changes in the numbers.
    this.broadcast({ name: 'stats.changed', data: '{}', id: this.lastEventId });
  }
  private broadcast(event: StreamEvent): void {
    this.tabLeader?.broadcast(event);
    this.handle(event);
  }
  private handle({ name, data, id }: StreamEvent): void {
    this.lastEventId = id || this.lastEventId;
    const event = toLiveEvent(name, data);
    if (event) this.eventSubject.next(event);
  }
}

/** As the service numbers them: milliseconds, and a number within them. */
function isLaterEventId(id: string, otherId: string): boolean {
  const [time = 0, number = 0] = id.split('-').map(Number);
  const [otherTime = 0, otherNumber = 0] = otherId.split('-').map(Number);
  return time > otherTime || (time === otherTime && number > otherNumber);
}
function toLiveEvent(name: string, data: string): LiveEvent | null {
  const { id, version } = parseJson(data);
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
function parseJson(data: string): { id?: unknown; version?: unknown } {
  try {
    return (JSON.parse(data) ?? {}) as { id?: unknown; version?: unknown };
  } catch {
    return {};
  }
}
