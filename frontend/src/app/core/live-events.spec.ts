import { TestBed } from '@angular/core/testing';
import { LiveEvent, LiveEvents, OPEN_EVENT_STREAM } from './live-events';

class FakeStream extends EventTarget {
  static readonly opened: FakeStream[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    super();
    FakeStream.opened.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  say(name: string, data: unknown): void {
    this.dispatchEvent(
      new MessageEvent(name, { data: typeof data === 'string' ? data : JSON.stringify(data) }),
    );
  }
}

describe('the live stream', () => {
  let stream: LiveEvents;
  let heard: LiveEvent[];
  const current = () => FakeStream.opened.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeStream.opened.length = 0;
    TestBed.configureTestingModule({
      providers: [{ provide: OPEN_EVENT_STREAM, useValue: () => new FakeStream() }],
    });
    stream = TestBed.inject(LiveEvents);
    heard = [];
    stream.events.subscribe((event) => heard.push(event));
    stream.start();
  });
  afterEach(() => vi.useRealTimers());

  it('says when it is live, and tells what happens to tickets', () => {
    expect(stream.state()).toBe('connecting');
    current().onopen?.();
    expect(stream.state()).toBe('live');
    current().say('ticket.triaged', { id: 7, version: 2 });
    current().say('stats.changed', {});
    expect(heard).toEqual([{ name: 'ticket.triaged', id: 7, version: 2 }, { name: 'stats.changed' }]);
  });

  it('is not upset by data that makes no sense', () => {
    current().say('ticket.updated', '{"id":');
    current().say('ticket.updated', { id: 'seven', version: 1 });
    expect(heard).toEqual([]);
  });

  it('leaves resuming to the browser while that tries by itself', () => {
    current().onopen?.();
    current().readyState = 0;
    current().onerror?.();
    expect(stream.state()).toBe('reconnecting');
    vi.advanceTimersByTime(60_000);
    expect(FakeStream.opened).toHaveLength(1);
    current().onopen?.();
    expect(stream.state()).toBe('live');
    expect(heard).toEqual([]);
  });

  it('opens anew when the browser gave up, and says that something may have been missed', () => {
    current().onopen?.();
    current().readyState = 2;
    current().onerror?.();
    vi.advanceTimersByTime(1_000);
    expect(FakeStream.opened).toHaveLength(2);
    current().onopen?.();
    expect(heard).toEqual([{ name: 'stream.reset' }]);
  });

  it('waits longer from one failure to the next', () => {
    const failNow = () => {
      current().readyState = 2;
      current().onerror?.();
    };
    failNow();
    vi.advanceTimersByTime(1_000);
    failNow();
    vi.advanceTimersByTime(1_999);
    expect(FakeStream.opened).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(FakeStream.opened).toHaveLength(3);
  });
});
