import { TestBed } from '@angular/core/testing';
import { AccountsApi } from './accounts-api';
import { OPEN_EVENT_STREAM } from './event-stream';
import { LiveEvent, LiveEvents } from './live-events';
import { ApiProblem } from './api-problem';
import { OPEN_TAB_CHANNEL } from './tab-leader';

class FakeEventSource extends EventTarget {
  static readonly opened: FakeEventSource[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly after: string) {
    super();
    FakeEventSource.opened.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  say(name: string, data: unknown, lastEventId = ''): void {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    this.dispatchEvent(new MessageEvent(name, { data: text, lastEventId }));
  }
}

describe('LiveEvents', () => {
  let stream: LiveEvents;
  let received: LiveEvent[];
  const me = vi.fn();
  const current = () => FakeEventSource.opened.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeEventSource.opened.length = 0;
    me.mockReset().mockResolvedValue({});
    TestBed.configureTestingModule({
      providers: [
        { provide: OPEN_EVENT_STREAM, useValue: (_: string, after: string) => new FakeEventSource(after) },
        { provide: OPEN_TAB_CHANNEL, useValue: () => null },
        { provide: AccountsApi, useValue: { me } },
      ],
    });
    stream = TestBed.inject(LiveEvents);
    received = [];
    stream.events.subscribe((event) => received.push(event));
    stream.start(1, '16-0');
  });
  afterEach(() => vi.useRealTimers());

  it('reports its state and emits ticket events', () => {
    expect(stream.state()).toBe('connecting');
    current().onopen?.();
    expect(stream.state()).toBe('live');
    current().say('ticket.triaged', { id: 7, version: 2 });
    current().say('stats.changed', {});
    expect(received).toEqual([{ name: 'ticket.triaged', id: 7, version: 2 }, { name: 'stats.changed' }]);
  });

  it('ignores invalid data', () => {
    current().say('ticket.updated', '{"id":');
    current().say('ticket.updated', { id: 'seven', version: 1 });
    expect(received).toEqual([]);
  });

  it('leaves resuming to the browser while it reconnects', () => {
    current().onopen?.();
    current().readyState = 0;
    current().onerror?.();
    expect(stream.state()).toBe('reconnecting');
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
    current().onopen?.();
    expect(stream.state()).toBe('live');
    expect(received).toEqual([]);
  });

  const failNow = () => {
    current().readyState = 2;
    current().onerror?.();
  };

  it('resumes after the event id of the page load, even if it is opened later', async () => {
    expect(current().after).toBe('16-0');
    current().onopen?.();
    failNow();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeEventSource.opened).toHaveLength(2);
    expect(current().after).toBe('16-0');
    current().onopen?.();
    expect(received).toEqual([]);
  });

  it('emits a reset if the event id of the page load is unknown', () => {
    stream.stop();
    stream.start(1, '');
    current().onopen?.();
    expect(received).toEqual([{ name: 'stream.reset' }]);
    current().onopen?.();
    expect(received).toHaveLength(1);
  });

  it('resumes after the last event when the service failed', async () => {
    current().onopen?.();
    current().say('ticket.updated', { id: 7, version: 2 }, '17-3');
    failNow();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(current().after).toBe('17-3');
    current().onopen?.();
    expect(received.map(({ name }) => name)).toEqual(['ticket.updated']);
  });

  it('increases the delay between reconnects', async () => {
    failNow();
    await vi.advanceTimersByTimeAsync(1_000);
    failNow();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(FakeEventSource.opened).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeEventSource.opened).toHaveLength(3);
  });

  it('refreshes the session before it reconnects', async () => {
    let refreshed!: () => void;
    me.mockReturnValueOnce(new Promise<void>((resolve) => (refreshed = resolve)));
    failNow();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
    refreshed();
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeEventSource.opened).toHaveLength(2);
  });

  it('stays closed when the session has ended', async () => {
    me.mockRejectedValueOnce(new ApiProblem(401, 'Sign in', ''));
    failNow();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
  });

  it('retries while the service is unavailable', async () => {
    me.mockRejectedValueOnce(new ApiProblem(503, 'Away', ''));
    failNow();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeEventSource.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(FakeEventSource.opened).toHaveLength(2);
  });

  it('stops with the session and restarts with the next', async () => {
    failNow();
    stream.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
    expect(me).not.toHaveBeenCalled();
    stream.start(1, '16-0');
    expect(FakeEventSource.opened).toHaveLength(2);
    current().onopen?.();
    expect(received).toEqual([]);
  });

  it('emits viewer events', () => {
    current().say('ticket.viewers', { id: 7 });
    expect(received).toEqual([{ name: 'ticket.viewers', id: 7 }]);
  });
});
