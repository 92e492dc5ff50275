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
  /** A user opened, left or started to edit the ticket. */
  | { name: 'ticket.viewers'; id: number }
  /** Events may have been missed: displayed data must be reloaded. */
  | { name: 'stream.reset' };

/** State that another tab needs to take over the stream. */
interface LeaderState {
  state: StreamState;
  lastEventId: string;
  /** Event id after which the leader's stream started. */
  startEventId: string;
}

/**
 * The event stream, shared by all tabs of a browser: over HTTP/1.1 a browser opens at most six
 * connections to a host, so a stream in each tab would exhaust them.
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
  /** Emits when ticket counts may have changed. */
  readonly countChanges = this.events.pipe(
    filter(({ name }) => name === 'stats.changed' || name === 'stream.reset'),
  );

  constructor() {
    // Events that arrived while the page was in the back/forward cache or frozen are lost.
    const resync = () => this.tabLeader && this.eventSubject.next({ name: 'stream.reset' });
    addEventListener('pageshow', (event) => event.persisted && resync());
    document.addEventListener('resume', resync);
  }

  /**
   * Starts the stream for this user; tabs of different users don't share events. Emits all events
   * after `lastEventId`, regardless of when the stream opens; '' emits `stream.reset` once it is
   * open.
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

  /** Stops the stream at sign-out. */
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
    // Events between this tab's last event and the start of the new leader's stream are lost.
    if (leaderChanged && (!startEventId || isLaterEventId(startEventId, this.lastEventId)))
      this.eventSubject.next({ name: 'stream.reset' });
    this.lastEventId = lastEventId || this.lastEventId;
  }
  private onStreamStateChange(state: StreamState): void {
    this.streamState.set(state);
    this.tabLeader?.announceState();
    if (state !== 'live' || !this.takingOver) return;
    this.takingOver = false;
    // The previous leader may have closed between an event and the resulting change of the counts.
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

/** Compares event ids of the form "milliseconds-sequence". */
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
