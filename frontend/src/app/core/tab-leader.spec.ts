import { TestBed } from '@angular/core/testing';
import { AccountsApi } from './accounts-api';
import { OPEN_EVENT_STREAM } from './event-stream';
import { LiveEvent, LiveEvents } from './live-events';
import { OPEN_TAB_CHANNEL } from './tab-leader';

class FakeTabEventSource extends EventTarget {
  static readonly opened: FakeTabEventSource[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly after: string) {
    super();
    FakeTabEventSource.opened.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  say(id: number, lastEventId: string): void {
    const data = JSON.stringify({ id, version: 1 });
    this.dispatchEvent(new MessageEvent('ticket.updated', { data, lastEventId }));
  }
}

/** Connects the tabs of one browser; each tab is an injector. */
class FakeChannel {
  static readonly open = new Set<FakeChannel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  hangs = false;
  constructor() {
    FakeChannel.open.add(this);
  }
  postMessage(data: unknown): void {
    const text = JSON.stringify(data);
    if (this.hangs) return;
    for (const channel of FakeChannel.open)
      if (channel !== this && !channel.hangs)
        queueMicrotask(() => channel.onmessage?.({ data: JSON.parse(text) }));
  }
  close(): void {
    FakeChannel.open.delete(this);
  }
}

describe('tabs of a browser', () => {
  interface Tab {
    live: LiveEvents;
    received: LiveEvent[];
    channel: FakeChannel;
  }
  const openStreams = () => FakeTabEventSource.opened.filter((each) => each.readyState !== 2);
  const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const ids = (tab: Tab) => tab.received.map((event) => ('id' in event ? event.id : event.name));
  /** The first tab leads. */
  const openSeveral = async (many: number, lastEventId?: string) => {
    const tabs = [open(lastEventId)];
    await passing(1_000);
    while (tabs.length < many) tabs.push(open(lastEventId));
    await passing(1_000);
    return tabs;
  };
  const open = (lastEventId = '16-0'): Tab => {
    const channel = new FakeChannel();
    TestBed.resetTestingModule().configureTestingModule({
      providers: [
        { provide: OPEN_EVENT_STREAM, useValue: (_: string, after: string) => new FakeTabEventSource(after) },
        { provide: OPEN_TAB_CHANNEL, useValue: () => channel },
        { provide: AccountsApi, useValue: { me: () => Promise.resolve({}) } },
      ],
    });
    const live = TestBed.inject(LiveEvents);
    const received: LiveEvent[] = [];
    live.events.subscribe((event) => received.push(event));
    live.start(1, lastEventId);
    return { live, received, channel };
  };

  beforeEach(() => {
    vi.useFakeTimers();
    FakeTabEventSource.opened.length = 0;
    FakeChannel.open.clear();
  });
  afterEach(() => vi.useRealTimers());

  it('share one stream', async () => {
    const tabs = [open(), open(), open()];
    await passing(1_000);
    expect(FakeTabEventSource.opened).toHaveLength(1);
    FakeTabEventSource.opened[0]!.onopen?.();
    FakeTabEventSource.opened[0]!.say(7, '17-0');
    await passing(0);
    for (const tab of tabs) {
      expect(ids(tab)).toEqual([7]);
      expect(tab.live.state()).toBe('live');
    }
    const late = open();
    await passing(1_000);
    expect(FakeTabEventSource.opened).toHaveLength(1);
    expect(late.live.state()).toBe('live');
  });

  it('resume after the last event when the leading tab closes', async () => {
    const tabs = await openSeveral(3);
    const first = FakeTabEventSource.opened[0]!;
    first.onopen?.();
    first.say(7, '17-0');
    await passing(0);
    const leader = tabs[0]!;
    leader.live.stop();
    expect(openStreams()).toHaveLength(0);
    await passing(500);
    expect(openStreams().map((each) => each.after)).toEqual(['17-0']);
    openStreams()[0]!.onopen?.();
    openStreams()[0]!.say(8, '17-1');
    await passing(0);
    for (const tab of tabs.slice(1)) expect(ids(tab)).toEqual([7, 'stats.changed', 8]);
  });

  it('take over within seconds when the leader crashes', async () => {
    const tabs = await openSeveral(2);
    FakeTabEventSource.opened[0]!.onopen?.();
    FakeTabEventSource.opened[0]!.say(7, '17-0');
    await passing(0);
    tabs[0]!.channel.hangs = true;
    await passing(5_000);
    expect(FakeTabEventSource.opened.map((each) => each.after)).toEqual(['16-0', '17-0']);
    FakeTabEventSource.opened[1]!.onopen?.();
    // The suspended leader resumes; one of the two steps down.
    tabs[0]!.channel.hangs = false;
    await passing(3_000);
    expect(openStreams()).toHaveLength(1);
  });

  it('reset if missed events are unknown', async () => {
    const tabs = await openSeveral(2, '');
    FakeTabEventSource.opened[0]!.onopen?.();
    await passing(0);
    tabs[0]!.live.stop();
    await passing(500);
    openStreams()[0]!.onopen?.();
    await passing(0);
    expect(ids(tabs[1]!)).toEqual(['stream.reset', 'stats.changed', 'stream.reset']);
  });

  it('reset if the new leader has missed events', async () => {
    const tabs = await openSeveral(2);
    FakeTabEventSource.opened[0]!.say(7, '17-0');
    await passing(0);
    tabs[0]!.channel.hangs = true;
    open('18-0');
    await passing(400);
    expect(ids(tabs[1]!)).toEqual([7, 'stream.reset']);
  });

  it('close the stream with the last tab', async () => {
    const tabs = await openSeveral(2);
    tabs.forEach((tab) => tab.live.stop());
    await passing(5_000);
    expect(openStreams()).toHaveLength(0);
  });
});
